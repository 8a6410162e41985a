"""Moodle's grading worksheet, and grades and feedback filled into it together."""

import math
from collections.abc import Mapping, Sequence

from grader.intake.directory import make_directory
from grader.intake.identity import fold
from grader.intake.matched import absent, match
from grader.intake.roster import roster_of
from grader.intake.sheet import Row, Sheet
from grader.model.errors import UsageError
from grader.report.filled import Filled
from grader.report.points import Mark, marks
from grader.seams import Gradings
from grader_moodle.comment import comment, is_ours

_NEEDED = ("identifier", "grade", "maximum grade", "last modified (grade)")
_COMMENT = "feedback comments"


def fill(gradings: Gradings, sheet: Sheet, what: str, *, scaled: bool) -> Filled:
    """The worksheet with the run's points and comments in it, and every other byte as it was.

    A grade that is there stays where somebody is not graded, handed in nothing or is not in the run, or
    Moodle lets nobody change it; a comment stays where a person wrote it.

    Args:
        gradings: the run.
        sheet: the worksheet, as Moodle in English gives it.
        what: the exercise whose points these are, or `total`.
        scaled: whether points are scaled to the maximum grade where the two differ.

    Raises:
        UsageError: it is no worksheet, or the points differ.
    """
    columns = _columns(sheet)
    roster = roster_of(sheet)
    found = marks(gradings, what)
    lines = match([one.student for one in found], gradings.people, make_directory(roster))
    rows = {row.line: row for row in sheet.rows}
    cells: dict[tuple[Row, int], str] = {}
    left: list[str] = []
    count = 0
    for mark in found:
        if mark.student not in lines:
            left.append(f"{mark.student} is not in {sheet.name}")
            continue
        row = rows[lines[mark.student]]
        if why := _why_kept(mark, row, columns):
            left.append(f"{mark.student}: {why}, and the grade stays {row.cell(columns['grade']) or 'empty'}")
            continue
        count += 1
        cells[row, columns["grade"]] = _points(mark, row, sheet, columns, what, scaled=scaled)
        if _COMMENT not in columns:
            continue
        if (before := row.cell(columns[_COMMENT])) and not is_ours(before):
            left.append(f"{mark.student}: the comment in {sheet.name} is a person's, and stays")
        else:
            cells[row, columns[_COMMENT]] = comment(mark, gradings.shown)
    if _COMMENT not in columns:
        left.append(f"{sheet.name} has no column 'Feedback comments', so there are grades alone")
    left += absent(roster, lines)
    said = f"{what}: {count} of {len(roster.entries)} on the worksheet have a grade"
    return Filled(content=sheet.replaced(cells), said=(said,), left=tuple(left))


def scale(mark: Mark, maximum: float, what: str, *, scaled: bool) -> float:
    """The points of a mark as Moodle takes them, of at most `maximum`.

    Raises:
        UsageError: as many are not possible here, and they are not to be scaled.
    """
    possible = mark.score.possible
    if math.isnan(possible) or math.isclose(possible, maximum, abs_tol=0.005):
        return mark.score.earned
    if not scaled:
        raise UsageError(
            f"Moodle has a maximum grade of {maximum:g}, and {what} has {possible:g} points; pass --scale to "
            "scale them, or change the maximum grade in Moodle and download the worksheet again"
        )
    return mark.score.earned / possible * maximum if possible else 0.0


def _columns(sheet: Sheet) -> Mapping[str, int]:
    columns = {fold(cell): column for column, cell in enumerate(sheet.header.cells)}
    if missing := [name for name in _NEEDED if name not in columns]:
        raise UsageError(
            f"{sheet.name}, line {sheet.header.line}: no column {missing[0].capitalize()!r}, so this is no "
            "grading worksheet; set Moodle to English, turn on 'Offline grading worksheet' in the "
            "assignment, and download it again"
        )
    return columns


def _why_kept(mark: Mark, row: Row, columns: Mapping[str, int]) -> str:
    if not mark.graded:
        return "not graded"
    if mark.empty and row.cell(columns["grade"]).strip("-0., "):
        # Somebody gave that grade for something; a 0 for nothing is no reason to take it back.
        return "nothing to grade"
    changes = columns.get("grade can be changed")
    if changes is not None and fold(row.cell(changes)) == "no":
        return "Moodle lets nobody change it"
    return ""


def _points(  # noqa: PLR0913  (what a cell is made from)
    mark: Mark, row: Row, sheet: Sheet, columns: Mapping[str, int], what: str, *, scaled: bool
) -> str:
    last: Sequence[int] = [columns["grade"], columns.get(_COMMENT, 0)]
    if max(last) >= len(row.spans):
        raise sheet.wrong(row, "there are fewer cells than columns; download the worksheet again")
    text = row.cell(columns["maximum grade"])
    try:
        maximum = float(text.replace(",", "."))
    except ValueError:
        raise sheet.wrong(
            row, f"the maximum grade {text!r} is no number; scales cannot be filled in"
        ) from None
    return f"{round(scale(mark, maximum, what, scaled=scaled), 4):.10g}"
