"""nbgrader's gradebook, opened so that nothing of it changes until all of it can."""

import functools
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc, orm, pool

from grader.model.errors import UsageError

FILE_NAME = "gradebook.db"
_TABLES = {"assignment", "notebook", "base_cell", "submitted_notebook", "grade", "comment", "student"}


def locate(where: str | Path) -> tuple[sa.URL, Path | None]:
    """The database's URL and its file, if it is one: of a course folder, a file, or an SQLAlchemy URL.

    Raises:
        UsageError: there is no such file, or the URL cannot be read.
    """
    text = str(where)
    if "://" in text:
        try:
            url = sa.make_url(text)
        except exc.ArgumentError as error:
            raise UsageError(f"{text!r} is no database URL; name nbgrader's {FILE_NAME}") from error
        if url.get_backend_name() != "sqlite" or not url.database:
            return url, None
        path = Path(url.database)
    else:
        path = Path(where)
    if path.is_dir():
        path /= FILE_NAME
    if not path.is_file():
        raise UsageError(
            f"{path} does not exist; `nbgrader generate_assignment` makes it, in the course's folder"
        )
    return sa.URL.create("sqlite", database=str(path.absolute())), path


@contextmanager
def open_gradebook(
    where: str | Path, *, changes: bool = False, busy_timeout_s: float = 5.0
) -> Iterator[orm.Session]:
    """A session on nbgrader's gradebook; the block's changes are committed when it ends, or none of them.

    With `changes` nobody else writes to it meanwhile; another program is waited for as long as said.

    nbgrader's own class creates what is missing and commits each step, so it is not asked.

    Raises:
        UsageError: there is no gradebook, or another program's, of another version, or in use elsewhere.
    """
    url, path = locate(where)
    name = str(path or url.render_as_string(hide_password=True))
    if path:
        _demand_sqlite(path, busy_timeout_s)
    arguments = {"timeout": busy_timeout_s} if path else {}
    engine = sa.create_engine(url, poolclass=pool.NullPool, connect_args=arguments)
    if path and changes:
        event.listen(engine, "begin", _begin)
    try:
        with orm.Session(engine) as session, session.begin():
            _demand_version(session, name)
            yield session
    except exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        held = "locked" in reason
        way = (
            "another program holds it: close that, and run the command again"
            if held
            else "nothing was changed"
        )
        raise UsageError(f"{name}: {reason}; {way}") from error
    finally:
        engine.dispose()


def find_notebooks(session: orm.Session, assignment: str) -> dict[str, Any]:
    """An assignment's notebooks (nbgrader's `Notebook`) by name; none where there is no such assignment."""
    from nbgrader.api import Assignment  # noqa: PLC0415  (two seconds, which other commands do not wait)

    found = session.query(Assignment).filter(Assignment.name == assignment).one_or_none()
    return {one.name: one for one in found.notebooks} if found else {}


def find_submitted(session: orm.Session, assignment: str, student: str, notebook: str) -> Any:
    """A student's notebook (nbgrader's `SubmittedNotebook`).

    Raises:
        UsageError: there is none; nbgrader makes it before it converts anything.
    """
    from nbgrader.api import Assignment, Notebook, SubmittedAssignment, SubmittedNotebook  # noqa: PLC0415

    found = (
        session.query(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .filter(Assignment.name == assignment, Notebook.name == notebook)
        .filter(SubmittedAssignment.student_id == student)
        .one_or_none()
    )
    if found is None:
        raise UsageError(
            f"nbgrader's gradebook has no {notebook} of {student} in {assignment}; autograde it again"
        )
    return found


@functools.cache
def revision() -> str:
    """The version of gradebooks that the installed nbgrader reads, as alembic calls it."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415  (half a second, and only here)
    from nbgrader.dbutil import ALEMBIC_DIR  # noqa: PLC0415  (likewise)

    return ScriptDirectory(ALEMBIC_DIR).get_current_head() or ""


def _begin(connection: sa.Connection) -> None:
    # Python's driver would begin at the first change, and what was read before could be out of date by then.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _demand_sqlite(path: Path, busy_timeout_s: float) -> None:
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=busy_timeout_s)) as connection:
            connection.execute("SELECT name FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.Error as error:
        if "locked" in str(error):
            return  # It is one, and the session will say who waits for whom.
        raise UsageError(f"{path} is no gradebook of nbgrader's ({error}); name its {FILE_NAME}") from error


def _demand_version(session: orm.Session, name: str) -> None:
    present = set(sa.inspect(session.connection()).get_table_names())
    if not present >= _TABLES:
        what = "another program's database" if present else "an empty database"
        raise UsageError(f"{name} is {what}, no gradebook of nbgrader's; name its {FILE_NAME}")
    found = (
        session.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()
        if "alembic_version" in present
        else []
    )
    if found != [revision()]:
        shown = ", ".join(map(str, found)) or "unknown"
        raise UsageError(
            f"{name} is a gradebook of version {shown}, and the nbgrader installed here reads {revision()}; "
            "back it up and run `nbgrader db upgrade`, or install the nbgrader that wrote it"
        )
