"""An exported Canvas gradebook, and grades merged into it."""

import math
import re
from collections.abc import Mapping, Sequence

from grader.intake.directory import make_directory
from grader.intake.identity import fold
from grader.intake.matched import absent, match
from grader.intake.roster import roster_of
from grader.intake.sheet import Row, Sheet
from grader.model.errors import UsageError
from grader.report.filled import Filled
from grader.report.points import TOTAL, Mark, marks
from grader.seams import Gradings

_ASSIGNMENT = re.compile(r"(?P<title>.+) \([0-9]+\)", re.DOTALL)
_READ_ONLY = "read only"
# Canvas's importer passes over every column with one of these in its name (lib/gradebook_importer.rb).
_NOT_READ = re.compile("(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
# Excused, and not assigned: what a person said, which a score would take back.
_KEPT = {"EX": "is excused", "N/A": "is not assigned it"}


def merge(gradings: Gradings, sheet: Sheet, columns: Mapping[str, str], *, scaled: bool) -> Filled:
    """The gradebook with the run's points in those columns, and every other byte as it was.

    A cell stays as it is where somebody is not graded, excused, not assigned it, or not in the run, and a
    grade that is there where nothing was handed in.

    Args:
        gradings: the run.
        sheet: the export.
        columns: by the assignment's exact header, what goes there: a slug or `total`. Without any, each
            exercise goes where an assignment has its slug or its title for a name.
        scaled: whether points are scaled to Canvas's where the two differ.

    Raises:
        UsageError: it is no Canvas gradebook, a column is not there or may not be changed, or the points
            differ.
    """
    possible = _points_possible(sheet)
    chosen = dict(columns) or _by_name(gradings, sheet, possible)
    roster = roster_of(sheet)
    everybody = [one.student for one in marks(gradings, TOTAL)]
    lines = match(everybody, gradings.people, make_directory(roster))
    rows = {student: next(row for row in sheet.rows if row.line == line) for student, line in lines.items()}
    cells: dict[tuple[Row, int], str] = {}
    said: list[str] = []
    left: list[str] = []
    for header, what in chosen.items():
        column = _column(sheet, possible, header)
        found = [one for one in marks(gradings, what) if one.student in rows]
        factor = _factor(found, _number(possible.cell(column)), header, what, scaled=scaled)
        changed = same = 0
        for mark in found:
            row = rows[mark.student]
            before = row.cell(column)
            if why := _why_kept(mark, before):
                left.append(f"{header}: {mark.student} {why}, and the cell stays {before or 'empty'}")
                continue
            if column >= len(row.spans):
                raise sheet.wrong(row, f"there is no cell for {header!r}; export the gradebook again")
            value = _written(mark.score.earned * factor, like=possible.cell(column))
            if _number(before) == _number(value):
                same += 1
            else:
                changed += 1
                cells[row, column] = value
        scale = f", scaled by {factor:.6g}" if factor != 1 else ""
        said.append(f"{header} = {what}: {changed} changed, {same} the same{scale}")
    left += [f"{student} is not in {sheet.name}" for student in everybody if student not in rows]
    left += absent(roster, lines)
    return Filled(content=sheet.replaced(cells), said=tuple(said), left=tuple(left))


def _points_possible(sheet: Sheet) -> Row:
    header = [fold(cell) for cell in sheet.header.cells]
    if header[:1] not in (["student"], ["lastname"]) or "id" not in header or "section" not in header:
        raise UsageError(
            f"{sheet.name} is no exported Canvas gradebook: its columns do not begin with Student, ID, …, "
            "Section; in Canvas: Grades, Export, Export Entire Gradebook"
        )
    for row in sheet.rows:
        if row.cell(0) == "Points Possible":
            return row
    raise UsageError(f"{sheet.name} has no row 'Points Possible'; export it from Canvas again")


def _assignments(sheet: Sheet, possible: Row) -> list[str]:
    return [
        cell
        for column, cell in enumerate(sheet.header.cells)
        if _ASSIGNMENT.fullmatch(cell)
        and not _NOT_READ.search(cell)
        and _READ_ONLY not in possible.cell(column)
    ]


def _by_name(gradings: Gradings, sheet: Sheet, possible: Row) -> dict[str, str]:
    names: dict[str, str] = {}
    for exercise in gradings.exercises:
        names |= {fold(exercise.slug): exercise.slug, fold(exercise.title): exercise.slug}
    assignments = _assignments(sheet, possible)
    found: dict[str, str] = {}
    for header in assignments:
        title = _ASSIGNMENT.fullmatch(header)
        if title and (slug := names.get(fold(title["title"]))):
            if slug in found.values():
                raise UsageError(
                    f"{sheet.name}: two assignments are called {title['title']!r}; say which with "
                    f"--column '{header}={slug}'"
                )
            found[header] = slug
    if not found:
        raise UsageError(
            f"{sheet.name}: no assignment is called like an exercise; say which is which with --column "
            f"'{assignments[0] if assignments else 'HW 1 (1234)'}=SLUG', SLUG being an exercise or total "
            f"(assignments: {', '.join(map(repr, assignments)) or 'none'})"
        )
    return found


def _column(sheet: Sheet, possible: Row, header: str) -> int:
    columns = [column for column, cell in enumerate(sheet.header.cells) if cell == header]
    if len(columns) != 1:
        many = "two columns are" if columns else "no column is"
        raise UsageError(
            f"{sheet.name}: {many} called {header!r}; the assignments are "
            f"{', '.join(map(repr, _assignments(sheet, possible))) or 'none'}"
        )
    if _ASSIGNMENT.fullmatch(header) and (passed_over := _NOT_READ.search(header)):
        raise UsageError(
            f"{sheet.name}: Canvas's import passes over {header!r}, because there is {passed_over[0]!r} in "
            "it; rename the assignment in Canvas and export again"
        )
    if header not in _assignments(sheet, possible):
        raise UsageError(f"{sheet.name}: {header!r} is no assignment, or one that Canvas lets nobody change")
    return columns[0]


def _factor(found: Sequence[Mark], points: float, header: str, what: str, *, scaled: bool) -> float:
    known = {one.score.possible for one in found if not math.isnan(one.score.possible)}
    if not known:
        return 1.0
    possible = max(known)
    if math.isnan(points):
        raise UsageError(f"{header}: Canvas has no points possible for it; set them there and export again")
    if math.isclose(points, possible, abs_tol=0.005):
        return 1.0
    if not scaled:
        raise UsageError(
            f"{header}: Canvas has {points:g} points possible, and {what} {possible:g}; pass --scale to "
            "scale them, or change the assignment in Canvas and export again"
        )
    return points / possible


def _why_kept(mark: Mark, before: str) -> str:
    if not mark.graded:
        return "is not graded"
    if before.upper() in _KEPT:
        return _KEPT[before.upper()]
    # Somebody gave that grade for something; a 0 for nothing is no reason to take it back.
    return "has handed in nothing that can be graded" if mark.empty and _number(before) > 0 else ""


def _number(text: str) -> float:
    try:
        return round(float(text.replace(",", ".")), 2)
    except ValueError:
        return math.nan


def _written(points: float, *, like: str) -> str:
    text = f"{round(points, 4):.10g}"
    return text.replace(".", ",") if "," in like else text
