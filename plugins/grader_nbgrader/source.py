"""An exercise as nbgrader's source notebook: solution cells, visible tests, a test cell for each check."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.catalog.notebook import CHECK_IT, assignment_texts, join_cells, make_cell, split_code
from grader.model.errors import CourseError
from grader.model.exercise import PUBLIC_TESTS, Check, Exercise
from grader.model.outcome import Visibility
from grader_nbgrader.ids import check_id, public_id, solution_id
from grader_nbgrader.visible import VisibleTest, visible_tests

SCHEMA_VERSION = 3
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_OURS = ("# BEGIN SOLUTION", "# END SOLUTION")
_THEIRS = ("### BEGIN SOLUTION", "### END SOLUTION")
_TESTS = """## Tests

The first of these cells are tests to run yourself. Those after them stand for the checks that you are graded
by: the grader runs these once you have handed in, so here they only say what they are about."""
_HIDDEN = "A check that is not shown."
_LATER = 'print("Checked by the grader once you have handed in.")'


def source_notebook(
    exercise: Exercise, checks: Sequence[Check], code: str, files: Mapping[str, bytes]
) -> bytes:
    """The notebook `<slug>.ipynb` (nbformat 4.5, nbgrader's cell metadata of version 3); pure.

    Args:
        exercise: the exercise; its slug is the notebook's name.
        checks: those that its hidden tests have. Of one that is not visible, the notebook tells the points.
        code: the solution, with its regions; or the stub, for what students will have.
        files: what students may have of the exercise, as `grader.catalog.given.given` returns it.

    Raises:
        CourseError: the public tests are no Python, or a solution region stands where there can be no cell.
    """
    texts = [*assignment_texts(exercise.slug, exercise.title, files), _TESTS]
    # Locked, so that in what is handed in they are known for the course's.
    told = [
        make_cell("markdown", text, _metadata(f"text-{number}", locked=True))
        for number, text in enumerate(texts, 1)
    ]
    cells = [*told[:-1], *_code(code, exercise), told[-1]]
    tests = _public_tests(exercise, files)
    cells += [make_cell("code", one.code, _graded(public_id(one.name), 0.0)) for one in tests if one.code]
    if not all(one.code for one in tests):
        cells += [make_cell("markdown", CHECK_IT), make_cell("code", f"!grader check {exercise.slug}.ipynb")]
    cells += [_check(exercise.slug, check) for check in checks]
    _demand_unique(exercise.slug, cells)
    return join_cells(cells)


def _code(code: str, exercise: Exercise) -> Iterator[dict[str, object]]:
    for piece in _whole_regions(code):
        if _OURS[0] not in piece:
            # Without a region nbgrader would take all of it away.
            yield make_cell("code", piece)
            continue
        names = [node.name for node in ast.parse(piece).body if isinstance(node, _DEFINITIONS)]
        if not names:
            raise CourseError(
                f"{exercise.slug}: a solution region stands outside every function and class; nbgrader's "
                "cell for it needs a name, so put it into one"
            )
        for ours, theirs in zip(_OURS, _THEIRS, strict=True):
            piece = piece.replace(ours, theirs)  # noqa: PLW2901  (the same piece, in nbgrader's words)
        yield make_cell("code", piece, _metadata(solution_id(names[0]), solution=True))


def _whole_regions(code: str) -> Iterator[str]:
    """The pieces of the program, put together where a region goes from one into the next."""
    begun: list[str] = []
    for piece in split_code(code):
        begun += ["\n" if piece.lstrip().startswith(_OURS[1]) else "\n\n\n", piece] if begun else [piece]
        joined = "".join(begun)
        if joined.count(_OURS[0]) == joined.count(_OURS[1]):
            yield joined
            begun = []


def _public_tests(exercise: Exercise, files: Mapping[str, bytes]) -> list[VisibleTest]:
    try:
        return list(visible_tests(files.get(PUBLIC_TESTS, b"").decode()))
    except SyntaxError as error:
        raise CourseError(f"{exercise.public_tests}:{error.lineno}: {error.msg}") from error


def _demand_unique(slug: str, cells: Sequence[Mapping[str, Any]]) -> None:
    ids = Counter(cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if cell["metadata"])
    for grade_id, times in ids.items():
        if times > 1:
            raise CourseError(
                f"{slug}: {times} cells would have the grade id {grade_id!r}; rename what they define"
            )


def _check(slug: str, check: Check) -> dict[str, object]:
    shown = check.visibility is Visibility.VISIBLE
    told = " ".join((check.description or check.name).split()) if shown else _HIDDEN
    points = f"{check.points:g} point{'' if check.points == 1 else 's'}"
    return make_cell("code", f"# {points}: {told}\n{_LATER}", _graded(check_id(slug, check), check.points))


def _graded(grade_id: str, points: float) -> dict[str, object]:
    return _metadata(grade_id, grade=True, locked=True, points=points)


def _metadata(
    grade_id: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
) -> dict[str, object]:
    told: dict[str, object] = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": SCHEMA_VERSION,
        "solution": solution,
        "task": False,
    }
    return {"nbgrader": told if points is None else {**told, "points": points}}
