"""One writer at a time."""

from pathlib import Path

import pytest

from grader.model.errors import StoreError
from grader.store.lock import only_writer


def test_the_lock_ends_with_its_block(tmp_path: Path) -> None:
    """A second holder is refused while the first is inside, and let in once it has left."""
    gradebook = tmp_path / "gradebook.sqlite"
    refused = pytest.raises(StoreError, match=r"gradebook\.sqlite: another grader is writing")
    with only_writer(gradebook), refused, only_writer(gradebook):
        pass
    with only_writer(gradebook):
        assert not gradebook.exists()


def test_an_error_ends_the_lock_too(tmp_path: Path) -> None:
    """What goes wrong inside passes through and lets the next writer in."""
    with pytest.raises(ZeroDivisionError), only_writer(tmp_path / "gradebook.sqlite"):
        raise ZeroDivisionError
    with only_writer(tmp_path / "gradebook.sqlite"):
        assert [path.name for path in tmp_path.iterdir()] == ["gradebook.sqlite.lock"]


def test_each_gradebook_has_its_own_lock(tmp_path: Path) -> None:
    """Two classes may be graded into one folder under two names."""
    with only_writer(tmp_path / "a.sqlite"), only_writer(tmp_path / "b.sqlite"):
        assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Where the lock cannot be made, the error says where and what to do."""
    with (
        pytest.raises(
            StoreError, match=r"x\.sqlite\.lock: No such file or directory; choose an --out folder"
        ),
        only_writer(tmp_path / "none" / "x.sqlite"),
    ):
        pass
