"""From a path or a database URL to an SQLAlchemy engine, and from its errors to ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc, pool

from grader.model.errors import StoreError

FILE_NAME = "gradebook.sqlite"
_BUSY_TIMEOUT_S = 30.0
_CONNECT_S = 15
_POSTGRESQL = "postgresql"


def locate(where: str | Path) -> Path | None:
    """The SQLite file meant by a folder, by a file or by an `sqlite://` URL; None for PostgreSQL's URL.

    Raises:
        StoreError: the URL cannot be parsed, names no file, or is of another database.
    """
    if isinstance(where, Path) or "://" not in where:
        path = Path(where)
        return path if path.is_file() or path.suffix in {".sqlite", ".db"} else path / FILE_NAME
    url = _parse(where)
    if url.get_backend_name() == _POSTGRESQL:
        return None
    if url.get_backend_name() != "sqlite":
        raise StoreError(
            f"{url.get_backend_name()}:// is no database that a gradebook can be in; name a folder, or "
            f"{_POSTGRESQL}://HOST/DATABASE"
        )
    if not url.database or url.database == ":memory:":
        raise StoreError(
            f"{where}: names no file, and a gradebook in memory could not be resumed; name a file"
        )
    return Path(url.database)


def make_engine(where: str | Path, path: Path | None) -> sa.Engine:
    """An engine without a pool; nothing is opened yet.

    Args:
        where: what the user named.
        path: what `locate` made of it.

    Raises:
        StoreError: PostgreSQL's driver is not installed.
    """
    if path is None:
        asked = {"connect_timeout": _CONNECT_S, "application_name": "grader"}
        try:
            return sa.create_engine(_parse(str(where)), poolclass=pool.NullPool, connect_args=asked)
        except (exc.SQLAlchemyError, ImportError) as error:
            raise StoreError(
                f"{without_password(str(where))} needs PostgreSQL's driver, which is not installed; "
                "pip install 'grader[postgresql]', or name a folder"
            ) from error
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        poolclass=pool.NullPool,
        connect_args={"timeout": _BUSY_TIMEOUT_S},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def store_errors(name: str) -> Iterator[None]:
    """Turn an error of SQLAlchemy's into a `StoreError` that names the gradebook and the way out."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        if "://" in name:
            way_out = (
                "see that the server runs and lets you in (~/.pgpass can hold the password), then run the "
                "command again; what is recorded is kept"
            )
        elif "locked" in reason:
            way_out = "another program holds it; close that program and run the command again"
        elif "not a database" in reason or "malformed" in reason:
            way_out = "move that file away, or choose another --out folder"
        else:
            way_out = (
                "see that its folder can be written to and its disk is not full, then run the command again"
            )
        raise StoreError(f"{name}: {reason}; {way_out}") from error


def without_password(url: str) -> str:
    """The URL as it may be shown: options, too, can hold a password."""
    return _parse(url).set(query={}).render_as_string(hide_password=True).replace("+psycopg:", ":", 1)


def _parse(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except (exc.SQLAlchemyError, ValueError):
        parsed = None
    # What a URL is that cannot be read is not shown: something in it may be a password.
    if parsed is None or "@" in (parsed.host or ""):
        raise StoreError(
            f"the database URL that begins with {url.partition('://')[0]!r} cannot be read; write it as "
            f"{_POSTGRESQL}://USER@HOST:5432/DATABASE, and an @ in a password as %40"
        ) from None
    # By default SQLAlchemy would look for the driver before this one.
    return parsed.set(drivername=f"{_POSTGRESQL}+psycopg") if parsed.drivername == _POSTGRESQL else parsed


def _prepare(connection: Any, _record: object) -> None:
    # A rollback journal keeps the gradebook one file, which may be copied and may lie on a network drive;
    # EXTRA also syncs the folder at each commit. Measured: 0.9 ms a result, 0.4 ms with a write-ahead log.
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: sa.Connection) -> None:
    # Python's driver opens a transaction before INSERT only, not before CREATE TABLE.
    connection.exec_driver_sql("BEGIN")
