"""Files that are there whole or not at all."""

from pathlib import Path

import pytest

from grader.model.errors import UsageError
from grader.report.files import replacing, write_text


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """Missing folders are made, an older file gives way, and nothing else is left behind."""
    path = tmp_path / "a" / "b.md"
    for text in ("one", "two 🦀\n"):
        assert write_text(path, text) == path
    assert path.read_bytes() == "two 🦀\n".encode()
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """What goes wrong in the middle neither touches the old file nor leaves a half of the new one."""
    path = write_text(tmp_path / "b.md", "old")
    with pytest.raises(ZeroDivisionError), replacing(path) as temporary:  # noqa: PT012  (the block is what fails)
        temporary.write_text("half")
        _ = 1 / 0
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("place", ["file/x.md", "folder"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, place: str) -> None:
    """A file where a folder must be, or the reverse, is a UsageError with the path and the way out."""
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=rf"{place}: cannot be written \(.+\); .* another --out folder"):
        write_text(tmp_path / place, "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
