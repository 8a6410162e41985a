"""Results into the rows of nbgrader's gradebook; what a person has entered there stays as it is."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from grader.model.errors import UsageError
from grader.model.exercise import Check, Exercise
from grader.report.feedback import exercise_text
from grader.report.seen import Seen
from grader.report.standing import Standing
from grader_nbgrader.ids import check_id, is_public, is_test, solution_id


def record(notebook: Any, standing: Standing, comment: str, exercise: Exercise) -> bool:
    """Write a student's standing into their `SubmittedNotebook`; returns whether anything changed.

    Every check's points become its cell's `auto_score`. A cell that nobody has graded by hand needs it from
    now on where the exercise could not be graded, and else does not. One with a manual score keeps it, and is
    to be looked at again only where the grader's score is another than before.

    Args:
        notebook: nbgrader's, in an open session.
        standing: the student's standing in the exercise.
        comment: for the exercise's last solution cell.
        exercise: as the course has it.

    Raises:
        UsageError: a check has no cell there, or one of other points; nothing of this notebook was changed.
    """
    demand_cells(notebook.notebook, exercise.slug, [one.check for one in standing.checks])
    scores = {
        check_id(exercise.slug, one.check): one.earned if standing.graded else None for one in standing.checks
    }
    changed = False
    for grade in notebook.grades:
        name = str(grade.cell.name)
        if name in scores or is_public(name):
            changed |= _set_score(grade, scores.get(name, 0.0))
        elif is_test(name) and not standing.checks:
            # The exercise ended before its checks were known.
            changed |= _set_score(grade, 0.0 if standing.graded else None)
    told = commented_cell([one.cell.name for one in notebook.comments], exercise)
    for one in notebook.comments:
        if one.cell.name == told and one.auto_comment != comment:
            one.auto_comment = comment
            changed = True
    return changed


def comment_on(one: Seen) -> str:
    """What a student reads of the exercise, in Markdown."""
    _, *paragraphs = exercise_text(one, "")  # Its heading is the notebook's own.
    return "\n\n".join(paragraphs)


def commented_cell(names: Sequence[str], exercise: Exercise) -> str:
    """Of the solution cells, the one that the grader's comment is put on: the last of those it knows."""
    ours = [solution_id(name) for name in exercise.defines]
    return next((name for name in reversed(ours) if name in names), max(names, default=""))


def demand_cells(notebook: Any, slug: str, checks: Sequence[Check]) -> None:
    """Raise `UsageError` unless nbgrader's `Notebook` has a cell for each of the checks, with its points."""
    cells: Mapping[str, float] = {str(cell.name): float(cell.max_score) for cell in notebook.grade_cells}
    where = f"assignment {notebook.assignment.name!r}, notebook {notebook.name!r}"
    again = "the course is another than the one that nbgrader's source was written from; write it again with "
    again += "`grader nbgrader source`, and run `nbgrader generate_assignment`"
    for check in checks:
        name = check_id(slug, check)
        if name not in cells:
            raise UsageError(
                f"{where}: nbgrader's gradebook has no cell {name!r}, of the check {check.name}; {again}"
            )
        if not math.isclose(cells[name], check.points, abs_tol=1e-9):
            raise UsageError(
                f"{where}: the cell {name!r} is worth {cells[name]:g} in nbgrader's gradebook and "
                f"{check.points:g} in the course; {again}"
            )


def _set_score(grade: Any, score: float | None) -> bool:
    before = (grade.auto_score, grade.needs_manual_grade)
    changed = grade.auto_score != score
    grade.auto_score = score
    if grade.manual_score is None:
        grade.needs_manual_grade = score is None
    elif changed:
        grade.needs_manual_grade = True
    return before != (grade.auto_score, grade.needs_manual_grade)
