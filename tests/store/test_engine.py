"""Engines, and the way out of each of their errors."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from grader.model.errors import StoreError
from grader.store.engine import locate, store_errors


@pytest.mark.parametrize(
    ("reason", "way_out"),
    [
        ("database is locked", "close that program"),
        ("database disk image is malformed", "move that file away"),
        ("file is not a database", "move that file away"),
        ("database or disk is full", "its disk is not full"),
        ("attempt to write a readonly database", "can be written to"),
    ],
)
def test_every_refusal_has_a_way_out(reason: str, way_out: str) -> None:
    """What the database says is told with the gradebook's name and the way out, in one line without SQL."""
    error = OperationalError("INSERT INTO results", {}, sqlite3.OperationalError(reason))
    with pytest.raises(StoreError) as caught, store_errors("out/gradebook.sqlite"):
        raise error
    told = str(caught.value)
    assert told.startswith(f"out/gradebook.sqlite: {reason}; ")
    assert way_out in told
    assert "INSERT" not in told
    assert "\n" not in told


def test_an_error_without_a_driver_behind_it_is_told_too() -> None:
    """SQLAlchemy's own errors become a StoreError as well, and others pass through."""
    with pytest.raises(StoreError, match="out: no such thing"), store_errors("out"):
        raise ArgumentError("no such thing")
    with pytest.raises(ZeroDivisionError), store_errors("out"):
        raise ZeroDivisionError
    with pytest.raises(StoreError, match="out: torn"), store_errors("out"):
        raise DatabaseError("SELECT 1", {}, sqlite3.DatabaseError("torn"))


@pytest.mark.parametrize(
    ("where", "file"),
    [
        ("out", Path("out/gradebook.sqlite")),
        (Path("out.d"), Path("out.d/gradebook.sqlite")),
        ("autumn.sqlite", Path("autumn.sqlite")),
        ("sqlite:///out/x.db", Path("out/x.db")),
        ("postgresql://here/grades", None),
    ],
)
def test_a_gradebook_is_found_by_folder_file_or_url(where: str | Path, file: Path | None) -> None:
    """A folder stands for the gradebook in it; only SQLite's URLs name a file."""
    assert locate(where) == file
