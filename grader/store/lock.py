"""One writer at a time, and none that a crash leaves behind."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from grader.model.errors import StoreError


@contextmanager
def only_writer(gradebook: Path) -> Iterator[None]:
    """Hold `<gradebook>.lock` while the block runs.

    The lock is an exclusive transaction on an empty SQLite file: the operating system drops it with the
    process, children do not inherit it, and readers of the gradebook itself are not kept waiting.

    Raises:
        StoreError: another grader holds it, or the file cannot be made.
    """
    lock = gradebook.with_name(gradebook.name + ".lock")
    try:
        connection = sqlite3.connect(lock, timeout=0.0, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreError(f"{lock}: {error}; choose an --out folder that can be written to") from error
    with closing(connection):
        try:
            # Nothing is ever written, so there is nothing to roll back and no journal to leave behind.
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise StoreError(
                    f"{gradebook}: another grader is writing to it; let it end or choose another --out folder"
                ) from error
            raise StoreError(f"{lock}: {error}; delete that file, or choose another --out folder") from error
        yield
