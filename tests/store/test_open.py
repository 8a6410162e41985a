"""Opening a gradebook, and refusing to."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.model.errors import StoreError
from grader.store.open import open_gradebook


def test_a_folder_is_made_with_its_gradebook(tmp_path: Path) -> None:
    """Creating makes every missing folder and puts gradebook.sqlite into the last."""
    with open_gradebook(tmp_path / "a" / "b", create=True) as gradebook:
        assert gradebook.finished() == set()
    assert (tmp_path / "a" / "b" / "gradebook.sqlite").is_file()


@pytest.mark.parametrize(
    "where", [lambda path: path, str, lambda path: f"sqlite:///{path}"], ids=["path", "text", "url"]
)
def test_a_file_and_a_url_name_the_same_gradebook(
    tmp_path: Path, where: Callable[[Path], str | Path]
) -> None:
    """A file may be named as a path, as text or as an SQLAlchemy URL."""
    file = tmp_path / "autumn.sqlite"
    with open_gradebook(where(file), create=True) as gradebook:
        assert gradebook.name == str(file)
    assert file.is_file()


def test_reading_creates_nothing(tmp_path: Path) -> None:
    """Without `create`, a folder that holds no gradebook is an error and stays empty."""
    with pytest.raises(StoreError, match=r"gradebook.sqlite: no gradebook there; `grader grade"):
        open_gradebook(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_second_writer_is_kept_out(tmp_path: Path) -> None:
    """Two graders never write to one gradebook at once, and the second may as soon as the first is done."""
    with (
        open_gradebook(tmp_path, create=True),
        pytest.raises(StoreError, match=r"gradebook.sqlite: another grader is writing to it"),
    ):
        open_gradebook(tmp_path, create=True)
    open_gradebook(tmp_path, create=True).close()


def test_a_reader_is_let_in_beside_the_writer(tmp_path: Path) -> None:
    """A report can be made while a class is being graded."""
    with open_gradebook(tmp_path, create=True), open_gradebook(tmp_path, create=False) as reader:
        assert reader.finished() == set()


def test_a_failed_opening_leaves_no_lock(tmp_path: Path) -> None:
    """A gradebook that could not be opened for writing does not keep the next grader out."""
    file = tmp_path / "gradebook.sqlite"
    file.write_bytes(b"no database " * 100)
    with pytest.raises(StoreError):
        open_gradebook(tmp_path, create=True)
    file.unlink()
    open_gradebook(tmp_path, create=True).close()


@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, create: bool) -> None:
    """Text under the gradebook's name is refused with the way out, and not overwritten."""
    file = tmp_path / "gradebook.sqlite"
    file.write_bytes(b"my notes\n" * 200)
    with pytest.raises(StoreError, match=r"gradebook.sqlite: file is not a database; move that file away"):
        open_gradebook(tmp_path, create=create)
    assert file.read_bytes() == b"my notes\n" * 200


@pytest.mark.parametrize("create", [True, False])
def test_another_programs_database_is_left_alone(tmp_path: Path, create: bool) -> None:
    """A database with tables that are not ours is refused, and no table is added."""
    file = tmp_path / "gradebook.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    with pytest.raises(StoreError, match="another program's database"):
        open_gradebook(tmp_path, create=create)
    with sqlite3.connect(file) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    assert tables == [("recipes",)]


@pytest.mark.parametrize("create", [True, False])
def test_another_version_is_named(tmp_path: Path, create: bool) -> None:
    """A gradebook of a later grader is refused with both versions and the way out."""
    open_gradebook(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / "gradebook.sqlite") as connection:
        connection.execute("UPDATE gradebook SET version = 99")
    connection.close()
    with pytest.raises(StoreError, match=r"version 99, and this grader reads version 2; use the grader"):
        open_gradebook(tmp_path, create=create)


def test_an_empty_file_is_no_gradebook_to_read(tmp_path: Path) -> None:
    """A file of no bytes is refused for reading."""
    (tmp_path / "gradebook.sqlite").touch()
    with pytest.raises(StoreError, match="an empty file, not a gradebook"):
        open_gradebook(tmp_path, create=False)


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    """An --out that is a file is refused with its name."""
    (tmp_path / "out").write_text("x")
    with pytest.raises(StoreError, match=r"out: File exists; choose an --out folder"):
        open_gradebook(tmp_path / "out" / "gradebook.sqlite", create=True)


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("mysql://here/grades", "mysql:// is no database that a gradebook can be in"),
        ("sqlite://", "names no file"),
        ("://", "cannot be read; write it as postgresql://"),
    ],
)
def test_a_url_that_leads_nowhere_is_refused(where: str, reason: str) -> None:
    """A URL without a driver, a file or a form is a StoreError with the reason."""
    with pytest.raises(StoreError, match=reason):
        open_gradebook(where, create=True)


KILLED = """
import os, signal, sys
from sqlalchemy import event
from grader.store import tables
from grader.store.open import open_gradebook
event.listen(tables.metadata, "after_create", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
open_gradebook(sys.argv[1], create=True)
"""


def test_a_kill_while_the_tables_are_made_leaves_none(tmp_path: Path) -> None:
    """A grader killed between the tables and their version leaves a file that the next one can begin in."""
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    with open_gradebook(tmp_path, create=True) as gradebook:
        assert gradebook.finished() == set()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_gradebook_is_private(tmp_path: Path, umask: int) -> None:
    """Whatever the umask, the gradebook, its lock and the folder made for them are their owner's alone."""
    before = os.umask(umask)
    try:
        open_gradebook(tmp_path / "out", create=True).close()
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()}
    assert modes == {"gradebook.sqlite": 0o600, "gradebook.sqlite.lock": 0o600}
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_what_was_opened_to_others_stays_so(tmp_path: Path) -> None:
    """A folder and a gradebook that somebody opened to a group keep their modes."""
    out = tmp_path / "out"
    open_gradebook(out, create=True).close()
    out.chmod(0o750)
    (out / "gradebook.sqlite").chmod(0o640)
    open_gradebook(out, create=True).close()
    assert stat.S_IMODE(out.stat().st_mode) == 0o750
    assert stat.S_IMODE((out / "gradebook.sqlite").stat().st_mode) == 0o640


@pytest.mark.parametrize("name", ["gradebook.sqlite", "gradebook.sqlite.lock"])
@pytest.mark.parametrize("there", [True, False], ids=["file", "nothing"])
def test_a_link_is_not_followed_for_writing(tmp_path: Path, name: str, there: bool) -> None:
    """A link in the place of the gradebook or its lock is refused, and what it leads to is left alone."""
    target = tmp_path / "elsewhere"
    if there:
        target.write_bytes(b"")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).symlink_to(target)
    with pytest.raises(StoreError, match=rf"{name} is a link to .*elsewhere;"):
        open_gradebook(tmp_path / "out", create=True)
    assert target.exists() is there
    assert not there or target.read_bytes() == b""


def test_a_gradebook_on_a_full_disk(tmp_path: Path) -> None:
    """Where the file cannot grow, the StoreError says so, and what was recorded before can be read."""
    said = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], check=True, capture_output=True, text=True
    ).stdout
    assert "see that its folder can be written to and its disk is not full" in said
    with open_gradebook(tmp_path, create=False) as gradebook:
        assert gradebook.last_run().findings == ()


FULL = """
import resource, sys
from pathlib import Path
from grader.model.errors import StoreError
from grader.model.job import Terms
from grader.model.submission import Finding
from grader.store.open import open_gradebook
from grader.store.run import RunBody
body = RunBody(terms=Terms(), exercises=())
with open_gradebook(sys.argv[1], create=True) as gradebook:
    gradebook.begin(body, [])
    size = Path(sys.argv[1], "gradebook.sqlite").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, size + 4096))
    try:
        gradebook.begin(body, [], [Finding(student="ada", path="x" * 1_000_000, message="y")])
    except StoreError as error:
        print(error)
"""
