"""One writer at a time, and none that a crash leaves behind."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from grader.model.errors import StoreError
from grader.store.private import make_file


@contextmanager
def only_writer(gradebook: Path) -> Iterator[None]:
    """Hold `<gradebook>.lock` while the block runs.

    The lock is an exclusive transaction on an empty SQLite file: the operating system drops it with the
    process, children do not inherit it, and readers of the gradebook itself are not kept waiting.

    Raises:
        StoreError: another grader holds it, or the file cannot be made.
    """
    lock = gradebook.with_name(gradebook.name + ".lock")
    if lock.is_symlink():
        raise StoreError(
            f"{lock} is a link to {lock.readlink()}; delete the link, or choose another --out folder"
        )
    try:
        with suppress(FileExistsError):
            make_file(lock)
        connection = sqlite3.connect(lock, timeout=0.0, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"{lock}: {reason}; choose an --out folder that can be written to") from error
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
