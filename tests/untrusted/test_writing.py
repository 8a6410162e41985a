"""What an attempt to write came to, where there is a folder to write in."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.untrusted.writing import SCRATCH, Scratch, Writing, judge_writing

_LARGEST = 2**30
_TORCH = "[enforce fail at inline_container.cc:672] . unexpected pos 576 vs 534"
_NUMPY = "1000000 requested and 124984 written"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder to write in, and a folder with a file in it, as large as one may be."""
    (tmp_path / "inner").mkdir()
    with (tmp_path / "inner" / "largest").open("wb") as file:
        file.truncate(_LARGEST)
    SCRATCH.append(Scratch(str(tmp_path), _LARGEST))
    yield tmp_path
    SCRATCH.clear()


@pytest.mark.parametrize(
    "error", [OSError(errno.EFBIG, "File too large"), RuntimeError(_TORCH), OSError(_NUMPY)], ids=repr
)
@pytest.mark.usefixtures("folder")
def test_too_large_a_file_is_told_with_the_largest(error: Exception) -> None:
    """The kernel's own error says so, and where a library's does not, the files do."""
    told = judge_writing(error)
    assert told == Writing(wrote=True, short_of="size", used_bytes=_LARGEST, used_files=1)


def test_what_was_removed_since_is_put_down_to_the_nearer_limit(folder: Path) -> None:
    """A library that wrote a part met the one limit or the other, though its file is gone."""
    (folder / "inner" / "largest").unlink()
    assert judge_writing(RuntimeError(_TORCH)) == Writing(wrote=True, short_of="size", used_files=1)


@pytest.mark.usefixtures("folder")
def test_a_library_that_failed_to_read_is_no_limit() -> None:
    """Of what torch and numpy raise, only what came of writing is told as that."""
    for said in ("PytorchStreamReader failed reading zip archive", "Cannot load file"):
        assert judge_writing(RuntimeError(said)) == Writing()
    told = judge_writing(RuntimeError("open file failed with strerror: No space left on device"))
    assert told.short_of == "room"


@pytest.mark.usefixtures("folder")
def test_no_room_is_told_with_what_is_used() -> None:
    """What the kernel says of the folder is believed, whatever file system it is."""
    told = judge_writing(OSError(errno.ENOSPC, "No space left on device"))
    assert (told.wrote, told.short_of) == (True, "room")
    assert min(told.used_bytes, told.used_files) >= 0


@pytest.mark.usefixtures("folder")
def test_what_is_written_elsewhere_is_short_of_nothing() -> None:
    """A refusal outside the folder is one to write there."""
    error = PermissionError(errno.EACCES, "Permission denied", "/nowhere/x")
    assert judge_writing(error) == Writing(wrote=True)
    assert judge_writing(ValueError(_NUMPY)) == Writing()


@pytest.mark.usefixtures("folder")
def test_nothing_breaks_it() -> None:
    """An error of the student's own making may do anything when it is looked at."""

    class OddError(OSError):
        errno = property(lambda _: 1 / 0)  # type: ignore[assignment]  # a student's may be anything

    assert judge_writing(OddError()) == Writing()
