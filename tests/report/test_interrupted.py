"""Reports that are killed, run out of room, or find something else in their place."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.model.errors import UsageError
from grader.report.files import replacing, write_text

# Says so in the middle of a file, and waits there to be killed.
HALFWAY = """
import sys
from pathlib import Path
from grader.report.files import replacing
with replacing(Path(sys.argv[1])) as temporary, temporary.open("wb") as file:
    file.write(b"half" * 1000)
    file.flush()
    print("halfway", flush=True)
    sys.stdin.read()
"""
# Writes more than a file may hold: as on a full disk, the write fails in the middle.
NO_ROOM = """
import resource, sys
from pathlib import Path
from grader.model.errors import UsageError
from grader.report.files import write_text
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_text(Path(sys.argv[1]), "x" * 100_000)
except UsageError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("old", ["old", None], ids=["replaced", "new"])
def test_a_kill_in_the_middle(tmp_path: Path, old: str | None) -> None:
    """Killed halfway, a writer leaves the file as it was, or none; the next one writes it whole."""
    path = tmp_path / "out" / "grades.csv"
    if old is not None:
        write_text(path, old)
    with subprocess.Popen(
        [sys.executable, "-c", HALFWAY, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"halfway\n"
        writer.kill()
        assert writer.wait() == -signal.SIGKILL
    assert (path.read_text() if path.exists() else None) == old
    left = [one for one in path.parent.iterdir() if one != path]
    assert all(one.name.startswith(".grader-") and stat.S_IMODE(one.stat().st_mode) == 0o600 for one in left)
    assert write_text(path, "whole").read_text() == "whole"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of a file's size")
def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """A write that fails in the middle is a UsageError with the way out, and the old file is untouched."""
    path = write_text(tmp_path / "grades.csv", "old")
    said = subprocess.run([sys.executable, "-c", NO_ROOM, path], capture_output=True, text=True, check=True)
    assert "grades.csv: cannot be written (File too large); make room there" in said.stdout
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB, where this user may mount one."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("no small file system can be mounted here; a limit of a file's size is tried instead")
    yield place
    subprocess.run(["umount", str(place)], check=True)  # noqa: S607  (wherever the system has it)


def test_a_disk_that_is_full(small_disk: Path) -> None:
    """On a full disk nothing half-written stays, the old file does, and the error says so."""
    path = write_text(small_disk / "grades.csv", "old")
    with pytest.raises(UsageError, match=r"No space left on device\); make room there"):
        write_text(path, "x" * 100_000)
    assert path.read_text() == "old"
    assert list(small_disk.iterdir()) == [path]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_files_are_private(tmp_path: Path, umask: int) -> None:
    """Whatever the umask, a new file and its new folder are their owner's alone."""
    before = os.umask(umask)
    try:
        path = write_text(tmp_path / "feedback" / "ada.md", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_was_opened_to_others_stays_so(tmp_path: Path) -> None:
    """A file that somebody made readable keeps its mode when it is written again."""
    path = write_text(tmp_path / "grades.csv", "old")
    path.chmod(0o640)
    assert stat.S_IMODE(write_text(path, "new").stat().st_mode) == 0o640


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """Where a link lies in a file's place, what it leads to keeps its text and its mode."""
    target = tmp_path / "elsewhere"
    target.write_text("theirs")
    target.chmod(0o644)
    path = tmp_path / "grades.csv"
    path.symlink_to(target)
    with replacing(path) as temporary:
        temporary.write_text("ours")
    assert not path.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (target.read_text(), path.read_text()) == ("theirs", "ours")
