"""Reading one file: bytes, or one line that says why not."""

import os
import socket
import sys
from pathlib import Path

import pytest

from grader.intake.read import CODE_LIMIT_BYTES, read_bytes, read_source

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def test_bytes_are_kept(tmp_path: Path) -> None:
    """A file comes back byte for byte, line ends and mark included."""
    path = tmp_path / "a.py"
    path.write_bytes(b"\xef\xbb\xbfx = 1\r\n")
    assert read_source(path) == (b"\xef\xbb\xbfx = 1\r\n", "")


def test_largest_file(tmp_path: Path) -> None:
    """A file of exactly the limit is read; one byte more is not."""
    path = tmp_path / "a.py"
    path.write_bytes(b"#" * CODE_LIMIT_BYTES)
    assert len(read_source(path)[0]) == CODE_LIMIT_BYTES
    path.write_bytes(b"#" * (CODE_LIMIT_BYTES + 1))
    assert read_source(path) == (
        b"",
        "a.py has 1.0 MiB, and 1 MiB is the limit; hand in the code without its data",
    )


def test_huge_file_is_not_read(tmp_path: Path) -> None:
    """A file of 50 TB, which nobody could read, is refused with its size."""
    path = tmp_path / "a.py"
    with path.open("wb") as file:
        try:
            file.truncate(50 * 1000**4)
        except OSError:
            file.truncate(50 * 1000**2)
    source, problem = read_source(path)
    assert source == b""
    assert "MiB, and 1 MiB is the limit" in problem


@POSIX
def test_links_are_refused(tmp_path: Path) -> None:
    """A link is not followed, wherever it leads."""
    (tmp_path / "secret.py").write_text("x = 1\n")
    for target in ("secret.py", "/etc/passwd", "nowhere"):
        link = tmp_path / "a.py"
        link.symlink_to(target)
        assert read_source(link) == (b"", "a.py is a link; hand in the file itself")
        link.unlink()


@POSIX
def test_pipes_do_not_block(tmp_path: Path) -> None:
    """A named pipe, whose opening would wait for ever, and a socket are refused without being opened."""
    os.mkfifo(tmp_path / "a.py")
    source, problem = read_source(tmp_path / "a.py")
    assert (source, problem[:20]) == (b"", "a.py is no regular f")


@POSIX
def test_sockets_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket is no file to read."""
    # A socket's path may be no longer than about 100 bytes, so it is bound by a relative one.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("a.py")
        assert "no regular file" in read_source(Path("a.py"))[1]


def test_folder_of_that_name(tmp_path: Path) -> None:
    """A folder called like the file is refused."""
    (tmp_path / "a.py").mkdir()
    assert read_source(tmp_path / "a.py") == (b"", "a.py is a folder; hand in a file of that name")


def test_vanished_file(tmp_path: Path) -> None:
    """A file that is gone by the time it is read has a line of its own."""
    assert read_source(tmp_path / "a.py") == (b"", "a.py vanished while it was read; hand it in again")


@POSIX
def test_endless_file() -> None:
    """A file whose size says nothing about its content is read up to the limit and no further."""
    path = Path("/proc/kallsyms")
    if not path.is_file() or path.stat().st_size:
        pytest.skip("this system has no file of unknown size")
    source, problem = read_source(path)
    assert source == b""
    assert "grew past 1,048,576 bytes" in problem


@POSIX
def test_unreadable_file(tmp_path: Path) -> None:
    """A file without read permission is refused with the system's reason."""
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")
    assert read_source(path) == (b"", "a.py cannot be read: Permission denied")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """Any bytes are read up to the limit that is given; it is for others to say whether they are Python."""
    path = tmp_path / "a.zip"
    path.write_bytes(b"\0" * 2_000_000)
    assert read_bytes(path, 2_000_000) == (b"\0" * 2_000_000, "")
    assert "a.zip has 1.9 MiB" in read_bytes(path, 1_999_999)[1]


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux tells its maps")
def test_many_files_take_no_map_each(tmp_path: Path) -> None:
    """Of maps a process has a limited number, and of files a class has not."""
    path = tmp_path / "a.py"
    path.write_text("x = 1\n", encoding="utf-8")
    maps = Path("/proc/self/maps")
    before = len(maps.read_text(encoding="utf-8").splitlines())
    kept = [read_bytes(path, 64 * 1024 * 1024)[0] for _ in range(300)]
    assert len(maps.read_text(encoding="utf-8").splitlines()) < before + 100
    assert set(kept) == {b"x = 1\n"}
