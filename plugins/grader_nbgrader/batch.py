"""A whole assignment graded at once, before nbgrader opens its first notebook."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import msgspec

from grader.catalog.course import open_course
from grader.cli.grade import default_executor, settings_with
from grader.cli.registry import full_registry
from grader.execution.shape import jobs_at_once
from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.publication import Publication
from grader.model.submission import Intake
from grader.pipeline import Order, Watch, grade
from grader.store.open import open_gradebook
from grader.store.run import Run
from grader_nbgrader.tree import read_tree

if TYPE_CHECKING:
    from grader_nbgrader.settings import GraderCourse


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What is graded: an assignment's notebooks, in nbgrader's folder `submitted`.

    Attributes:
        submitted: nbgrader's folder; assignment: in it.
        slugs: the exercises that the assignment has a notebook of.
        out: where the grader's gradebook and report go.
        due: nbgrader's due date, UTC and without a zone, as nbgrader keeps it.
    """

    submitted: Path
    assignment: str
    slugs: tuple[str, ...]
    out: Path
    due: datetime | None


class _Tree:
    """Reads the one assignment, whatever other plugins would make of the folder."""

    def __init__(self, assignment: str) -> None:
        self._assignment = assignment

    @hookimpl(tryfirst=True)
    def grader_submissions(self, source: Path, exercises: Sequence[Exercise]) -> Intake:
        return read_tree(source, exercises, self._assignment)


def exercises_of(settings: "GraderCourse") -> tuple[Exercise, ...]:
    """The exercises of the course that the config names.

    Raises:
        CourseError: it cannot be opened.
    """
    return open_course(course_of(settings), full_registry()).exercises


def course_of(settings: "GraderCourse") -> Path | None:
    """The course's folder, or None for the one that ships."""
    return Path(settings.course) if settings.course else None


def grade_assignment(batch: Batch, settings: "GraderCourse", watch: Watch) -> Run:
    """Grade everybody's submission that is not graded yet, several at once; returns the run with all results.

    Raises:
        GraderError: nothing can be graded as things are, and what to do about it.
        KeyboardInterrupt: it was stopped; what is graded is kept.
    """
    order = Order(
        source=batch.submitted,
        out=batch.out,
        course=course_of(settings),
        slugs=batch.slugs,
        jobs=settings.jobs or jobs_at_once(),
        device=cast("Literal['auto', 'cpu', 'cuda']", settings.device),
        data=settings.data,
        seed=settings.seed,
        sandbox=settings.sandbox,
        executor=default_executor(),
        publication=publication_of(batch.due, published=settings.published),
    )
    root = Path(settings.data_root) if settings.data_root else None
    graded = grade(order, full_registry(_Tree(batch.assignment)), settings_with(root), watch)
    if graded.stopped:
        raise KeyboardInterrupt
    return graded.run


def recorded_run(out: Path, due: datetime | None, *, published: bool) -> Run:
    """What was graded last in a folder, as it is to be shown now.

    Raises:
        StoreError: there is nothing, or it cannot be read.
    """
    with open_gradebook(out, create=False) as gradebook:
        run = gradebook.last_run()
    return run.at(publication_of(due, published=published), datetime.now(UTC))


def publication_of(due: datetime | None, *, published: bool) -> Publication:
    """The due date of nbgrader, and the config's word on the grades, in ours."""
    return Publication(due=due.replace(tzinfo=UTC) if due else None, published=published)
