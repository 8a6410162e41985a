"""Open a gradebook, or say why it cannot be opened."""

from contextlib import ExitStack, suppress
from pathlib import Path

import sqlalchemy as sa

from grader.model.errors import StoreError
from grader.store import tables
from grader.store.claims import AdvisoryClaims, lock_of
from grader.store.engine import locate, make_engine, store_errors, without_password
from grader.store.gradebook import Gradebook
from grader.store.lock import only_writer
from grader.store.private import make_file, make_folder


def open_gradebook(where: str | Path, *, create: bool) -> Gradebook:
    """The gradebook of a folder (`<folder>/gradebook.sqlite`), in a file, or at an SQLAlchemy URL.

    A file or folder that is made here is for its owner alone; one that is there keeps its mode.

    Args:
        where: a folder, a file that ends in `.sqlite` or `.db`, or a URL of SQLite's or PostgreSQL's.
        create: open it for writing: its folder, file and tables are made where they are missing. No other
            writer of a file is let in until it is closed; those of a PostgreSQL database share the jobs out
            among them. Without it, an existing gradebook is opened for reading, also while a grader writes
            to it.

    Raises:
        StoreError: there is none (without `create`), another grader writes to it, it is a link, another
            program's database or of another version, or the file cannot be used.
    """
    path = locate(where)
    name = str(path) if path else without_password(str(where))
    if path and create:
        _make_place(path)
    elif path and not path.is_file():
        raise StoreError(f"{name}: no gradebook there; `grader grade SUBMISSIONS --out DIR` makes one")
    with ExitStack() as held:
        if path and create:
            held.enter_context(only_writer(path))
        engine = make_engine(where, path)
        held.callback(engine.dispose)
        with store_errors(name):
            connection = held.enter_context(engine.connect())
            with connection.begin():
                if path is None:
                    _ensure_postgresql(connection, name)
                _ensure_tables(connection, name, create=create)
        claims = AdvisoryClaims() if path is None else None
        return Gradebook(connection, name, writes=create, held=held.pop_all(), claims=claims)


def _ensure_postgresql(connection: sa.Connection, name: str) -> None:
    encoding = connection.scalar(sa.text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise StoreError(
            f"{name}: its encoding is {encoding}, and names are of any; make one with ENCODING UTF8"
        )
    # Of two graders that find it empty, one makes the tables, and the other waits until they are there.
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock_of("tables"))))


def _ensure_tables(connection: sa.Connection, name: str, *, create: bool) -> None:
    present = set(sa.inspect(connection).get_table_names())
    if not present and create:
        tables.metadata.create_all(connection)
        connection.execute(sa.insert(tables.gradebook).values(version=tables.VERSION))
        return
    if tables.gradebook.name not in present:
        if "://" in name:
            what = "holds another program's tables" if present else "is empty"
            raise StoreError(f"{name} {what} and no gradebook; `grader grade` makes one in an empty database")
        what = "another program's database" if present else "an empty file"
        raise StoreError(f"{name}: {what}, not a gradebook; move it away, or choose another --out folder")
    versions = connection.execute(sa.select(tables.gradebook.c.version)).scalars().all()
    if versions != [tables.VERSION]:
        shown = ", ".join(str(version) for version in versions) or "unknown"
        raise StoreError(
            f"{name}: a gradebook of version {shown}, and this grader reads version {tables.VERSION}; "
            "use the grader that wrote it, or grade into another one"
        )


def _make_place(path: Path) -> None:
    if path.is_symlink():
        # Two links to one gradebook would have two locks.
        raise StoreError(f"{path} is a link to {path.readlink()}; name the folder that it lies in as --out")
    try:
        make_folder(path.parent)
        # SQLite would make it, and each journal beside it, with the umask's mode.
        with suppress(FileExistsError):
            make_file(path)
    except OSError as error:
        raise StoreError(
            f"{path.parent}: {error.strerror}; choose an --out folder that can be written to"
        ) from error
