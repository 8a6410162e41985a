"""`grader nbgrader sync`, and nbgrader's gradebook where it is none."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from grader_nbgrader.gradebook import open_gradebook, revision
from grader_nbgrader.sync import sync

from grader.catalog.course import open_course
from grader.cli.registry import full_registry
from grader.judging.collect import collect
from grader.model.errors import UsageError
from grader.model.exercise import Check, Exercise
from grader.model.job import Terms
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission
from grader.store.run import Run

Query = Callable[..., list[tuple[Any, ...]]]

# nbgrader's and alembic's own, on import and on mapping their tables.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


@pytest.fixture
def gradebook(generated: Path, tmp_path: Path) -> Path:
    """The gradebook of nbgrader after `generate_assignment`."""
    return Path(shutil.copy(generated / "gradebook.db", tmp_path))


@pytest.fixture(scope="module")
def exercise(small_course: Path) -> Exercise:
    """The exercise `double`."""
    return open_course(small_course, full_registry()).exercise("double")


@pytest.fixture
def make(exercise: Exercise) -> Callable[..., Run]:
    """A run in which each student's checks all ended like this; None: nothing handed in."""

    def run(**outcomes: Outcome | None) -> Run:
        checks = collect(exercise)
        return Run(
            started_at="",
            terms=Terms(),
            exercises=(exercise,),
            submissions=tuple(_submission(name, outcome) for name, outcome in outcomes.items()),
            results=tuple(_result(name, outcome, checks) for name, outcome in outcomes.items() if outcome),
        )

    return run


def _submission(name: str, outcome: Outcome | None) -> Submission:
    problem = "" if outcome else "not handed in"
    time = "2026-11-28T12:00:00+01:00"
    return Submission(
        student=name, slug="double", filename="double.ipynb", problem=problem, submitted_at=time
    )


def _result(name: str, outcome: Outcome, checks: tuple[Check, ...]) -> JobResult:
    results = tuple(
        CheckResult(
            check=one,
            outcome=outcome,
            earned=one.points if outcome is Outcome.PASSED else 0.0,
            message=f"<b>{one.name}</b>",
        )
        for one in checks
    )
    return JobResult(key=name, student=name, slug="double", checks=results)


def dump(gradebook: Path) -> list[str]:
    """Everything in the gradebook."""
    with closing(sqlite3.connect(gradebook)) as opened:
        return list(opened.iterdump())


def total(query: Query, gradebook: Path, student: str) -> tuple[Any, ...]:
    """A student's points, and how many cells are left to people."""
    return query(gradebook, "SELECT sum(auto_score), sum(needs_manual_grade) OF STUDENT", student)[0]


def test_scores_and_comments(make: Callable[..., Run], gradebook: Path, query: Query) -> None:
    """All points and a comment arrive, the student is added, and a second time changes nothing."""
    run = make(ada=Outcome.PASSED, bert=Outcome.FAILED)
    synced = sync(run, gradebook)
    assert (synced.notebooks, synced.changed) == (2, 2)
    assert total(query, gradebook, "ada") == (8.0, 0)
    assert total(query, gradebook, "bert") == (0.0, 0)
    ((comment, time),) = query(
        gradebook,
        "SELECT auto_comment, timestamp FROM comment JOIN submitted_notebook ON submitted_notebook.id = "
        "comment.notebook_id JOIN submitted_assignment ON submitted_assignment.id = "
        "submitted_notebook.assignment_id "
        "WHERE student_id = 'bert'",
    )
    assert "**0 of 4 points** for the checks shown here." in comment
    assert "2 further checks worth 4 points not shown yet." in comment
    assert "test_secret" not in comment
    assert time.startswith("2026-11-28 11:00:00")
    before = dump(gradebook)
    assert sync(run, gradebook).changed == 0
    assert dump(gradebook) == before


def test_what_people_entered_stays(make: Callable[..., Run], gradebook: Path, query: Query) -> None:
    """A manual score, extra credit and a manual comment stay, and a changed score asks for another look."""
    sync(make(ada=Outcome.PASSED), gradebook)
    query(gradebook, "UPDATE grade SET manual_score = 1.25, extra_credit = 0.5")
    query(gradebook, "UPDATE comment SET manual_comment = 'well done'")
    assert sync(make(ada=Outcome.PASSED), gradebook).changed == 0
    assert total(query, gradebook, "ada") == (8.0, 0)
    sync(make(ada=Outcome.FAILED), gradebook)
    rows = query(gradebook, "SELECT DISTINCT manual_score, extra_credit, needs_manual_grade OF STUDENT "
                 "AND base_cell.name LIKE 'check-%'", "ada")  # fmt: skip
    assert rows == [(1.25, 0.5, 1)]
    assert query(gradebook, "SELECT manual_comment FROM comment") == [("well done",)]


def test_never_a_zero(make: Callable[..., Run], gradebook: Path, query: Query) -> None:
    """What the grader could not grade has no score and needs a person, also where it had one before."""
    sync(make(ada=Outcome.PASSED), gradebook)
    synced = sync(make(ada=Outcome.INTERNAL_ERROR), gradebook)
    assert synced.ungraded == ("ada, double",)
    assert total(query, gradebook, "ada") == (0.0, 6)
    rows = query(gradebook, "SELECT DISTINCT auto_score OF STUDENT AND needs_manual_grade", "ada")
    assert rows == [(None,)]


def test_not_handed_in(make: Callable[..., Run], gradebook: Path, query: Query) -> None:
    """Whoever handed in nothing gets no submission, as by nbgrader's own autograder."""
    assert sync(make(ada=None), gradebook).notebooks == 0
    assert query(gradebook, "SELECT * FROM student") == []


def test_nothing_half_written(make: Callable[..., Run], gradebook: Path, query: Query) -> None:
    """Where the database fails at the last student, nothing of the ones before is there."""
    query(gradebook, "CREATE TRIGGER full BEFORE INSERT ON submitted_assignment WHEN NEW.student_id = 'zoe' "
          "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")  # fmt: skip
    before = dump(gradebook)
    with pytest.raises(UsageError, match="the disk is full; nothing was changed"):
        sync(make(ada=Outcome.PASSED, zoe=Outcome.PASSED), gradebook)
    assert dump(gradebook) == before


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            "UPDATE base_cell SET name = 'mine' WHERE name = 'check-test_double'",
            "has no cell 'check-test_double'",
        ),
        (
            "UPDATE grade_cells SET max_score = 9",
            "'check-test_double' is worth 9 in nbgrader's gradebook and 2",
        ),
        ("UPDATE notebook SET name = 'mine'", "has no notebook of double"),
        ("UPDATE alembic_version SET version_num = '167914646830'", "a gradebook of version 167914646830"),
        ("DELETE FROM alembic_version", "a gradebook of version unknown"),
        ("DROP TABLE grade", "another program's database"),
    ],
)
def test_another_gradebook(
    make: Callable[..., Run], gradebook: Path, query: Query, change: str, expected: str
) -> None:
    """A gradebook of another course, version or program is refused, with the reason, and stays as it is."""
    query(gradebook, change)
    before = dump(gradebook)
    with pytest.raises(UsageError) as refused:
        sync(make(ada=Outcome.PASSED), gradebook)
    assert expected in str(refused.value)
    assert dump(gradebook) == before


@pytest.mark.parametrize(
    ("content", "expected"),
    [(None, "does not exist"), (b"", "an empty database"), (b"grades\n" * 999, "no gradebook")],
)
def test_no_gradebook(make: Callable[..., Run], tmp_path: Path, content: bytes | None, expected: str) -> None:
    """What is no database at all is said to be none, by its name, and nothing is made in its place."""
    path = tmp_path / "gradebook.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as refused:
        sync(make(ada=Outcome.PASSED), tmp_path)
    assert str(refused.value).startswith(str(path))
    assert expected in str(refused.value)
    assert (path.read_bytes() if path.exists() else None) == content


@pytest.fixture
def held(gradebook: Path) -> Iterator[Path]:
    """A gradebook that another program is writing to."""
    with closing(sqlite3.connect(gradebook, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield gradebook


@pytest.mark.parametrize("changes", [False, True])
def test_a_gradebook_in_use(held: Path, *, changes: bool) -> None:
    """A gradebook that stays locked is named, with who to ask."""
    expected = r"gradebook\.db: database is locked; another program holds it"
    opening = open_gradebook(held, changes=changes, busy_timeout_s=0.05)
    with pytest.raises(UsageError, match=expected), opening:
        pytest.fail("it was opened")


def test_two_assignments(make: Callable[..., Run], gradebook: Path, query: Query) -> None:
    """Where two assignments have the notebook, one must be named, and then the other stays as it is."""
    query(gradebook, "INSERT INTO assignment SELECT 'x', 'ps2', duedate, course_id FROM assignment")
    query(gradebook, "INSERT INTO notebook SELECT 'y', name, 'x', kernelspec FROM notebook")
    with pytest.raises(UsageError, match="'ps1' and 'ps2' both have a notebook 'double'"):
        sync(make(ada=Outcome.PASSED), gradebook)
    assert sync(make(ada=Outcome.PASSED), gradebook, "ps1").notebooks == 1


def test_an_exercise_nbgrader_does_not_have(make: Callable[..., Run], gradebook: Path) -> None:
    """It is passed over aloud; the others are written."""
    run = make(ada=Outcome.PASSED)
    other = msgspec.structs.replace(run.exercises[0], slug="triple")
    synced = sync(msgspec.structs.replace(run, exercises=(*run.exercises, other)), gradebook)
    assert (synced.passed_over, synced.notebooks) == (("triple",), 1)


def test_the_version() -> None:
    """The version that is demanded is the head of the installed nbgrader's own migrations."""
    assert len(revision()) == 12
