"""Results that were graded elsewhere, into nbgrader's gradebook: all of them, or none."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import orm

from grader.model.errors import UsageError
from grader.report.seen import seen
from grader.report.standing import Standing, standings
from grader.store.run import Run
from grader_nbgrader.gradebook import open_gradebook
from grader_nbgrader.record import comment_on, record


class Synced(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: notebooks written, those of them that changed, and whoever could not be graded.

    `passed_over` are exercises that nbgrader has no notebook of; `ungraded` names student and exercise.
    """

    notebooks: int
    changed: int
    passed_over: tuple[str, ...]
    ungraded: tuple[str, ...]


def sync(run: Run, where: Path | str, assignment: str = "") -> Synced:
    """Write a run's scores and comments as nbgrader's own autograder would; a second time changes nothing.

    Students and submissions that nbgrader does not know yet are added. Whoever handed in no notebook of an
    assignment is left out of it, as by `nbgrader autograde`. Manual scores, comments and extra credit stay.

    Args:
        run: what was graded.
        where: nbgrader's course folder, its gradebook's file, or an SQLAlchemy URL.
        assignment: where the exercises are; empty finds the one that has a notebook of them.

    Raises:
        UsageError: the gradebook cannot be used, or its cells are not the course's; nothing was written.
    """
    with open_gradebook(where, changes=True) as session:
        notebooks = _find(session, [exercise.slug for exercise in run.exercises], assignment)
        exercises = {exercise.slug: exercise for exercise in run.exercises}
        written = changed = 0
        ungraded = []
        for student, theirs in _by_student(run, notebooks).items():
            times = [one.submission.submitted_at for one in theirs if one.submission.submitted_at]
            for home in {notebooks[one.submission.slug].assignment.name for one in theirs}:
                here = [one for one in theirs if notebooks[one.submission.slug].assignment.name == home]
                if not any(_is_handed_in(one) for one in here):
                    continue
                submission, made = _submission(
                    session, notebooks[here[0].submission.slug].assignment, student, times
                )
                by_name = {one.name: one for one in submission.notebooks}
                for one in here:
                    slug = one.submission.slug
                    comment = comment_on(seen(one, run.shown))
                    changed += record(by_name[slug], one, comment, exercises[slug]) or made
                    written += 1
                    if not one.graded:
                        ungraded.append(f"{student}, {slug}")
    return Synced(
        notebooks=written,
        changed=changed,
        passed_over=tuple(slug for slug in exercises if slug not in notebooks),
        ungraded=tuple(ungraded),
    )


def _find(session: orm.Session, slugs: Sequence[str], assignment: str) -> dict[str, Any]:
    from nbgrader.api import Notebook  # noqa: PLC0415  (two seconds, which other commands do not wait)

    found: dict[str, Any] = {}
    for one in session.query(Notebook).all():
        if one.name not in slugs or assignment not in {"", one.assignment.name}:
            continue
        if one.name in found:
            both = f"{found[one.name].assignment.name!r} and {one.assignment.name!r}"
            raise UsageError(
                f"the assignments {both} both have a notebook {one.name!r}; name one with --assignment"
            )
        found[one.name] = one
    if not found:
        where = f"the assignment {assignment!r}" if assignment else "nbgrader's gradebook"
        raise UsageError(
            f"{where} has no notebook of {', '.join(slugs)}; `grader nbgrader source` and "
            "`nbgrader generate_assignment` put them there"
        )
    return found


def _by_student(run: Run, notebooks: Mapping[str, Any]) -> dict[str, list[Standing]]:
    found: dict[str, list[Standing]] = {}
    for one in standings(run):
        if one.submission.slug in notebooks:
            found.setdefault(one.submission.student, []).append(one)
    return found


def _is_handed_in(one: Standing) -> bool:
    return not one.submission.problem.startswith("not handed in")


def _submission(
    session: orm.Session, assignment: Any, student: str, times: Sequence[str]
) -> tuple[Any, bool]:
    """The submission, and whether it was made; it has the time of the last notebook, if it had none."""
    from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook  # noqa: PLC0415

    time = max(
        (datetime.fromisoformat(one).astimezone(UTC).replace(tzinfo=None) for one in times), default=None
    )
    known = next((one for one in assignment.submissions if one.student.id == student), None)
    if known is not None:
        timed = known.timestamp is None and time is not None
        if timed:
            known.timestamp = time
        return known, timed
    person = session.get(Student, student) or Student(id=student)
    session.add(person)
    made = SubmittedAssignment(assignment=assignment, student=person, timestamp=time)
    for notebook in assignment.notebooks:
        one = SubmittedNotebook(notebook=notebook, assignment=made)
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            Grade(cell=cell, notebook=one)
        for cell in (*notebook.solution_cells, *notebook.task_cells):
            Comment(cell=cell, notebook=one)
    session.add(made)
    session.flush()
    return made, True
