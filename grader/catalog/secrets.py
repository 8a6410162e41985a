"""What no student may read, as lines of code that can be looked for."""

import ast
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.catalog.course import Course
from grader.catalog.lines import Line, as_written, forms, is_docstring, squeeze, statements
from grader.catalog.markers import find_regions
from grader.model.errors import CourseError
from grader.model.exercise import HIDDEN_TESTS, Exercise

# Measured in characters without blanks. A line of this length is recognised wherever it stands; a shorter one
# (`return x`, `loss.backward()`) is anybody's, and counts only in a run.
LONG_LINE = 30
# What a region returns is its answer (`return (i - k) // s + 1`), also where it is short.
ANSWER = 16
# The runs of lines that count.
RUN = 3
RUN_LENGTH = 40
# A region or body that is shorter than this as a whole is found in innocent texts too.
SHORTEST = 8
# A literal with so many numbers and strings is a table of cases.
TABLE = 6

_LITERAL = ast.List | ast.Tuple | ast.Dict | ast.Set
_PLAIN = _LITERAL | ast.Constant | ast.UnaryOp | ast.unaryop | ast.expr_context


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that no student may read, without blanks; `anywhere`: also as a part of other lines."""

    what: str
    lines: tuple[str, ...]
    anywhere: bool = False


def secrets(course: Course) -> Iterator[Secret]:
    """All that is to stay secret in a course: solution regions, hidden tests, known-wrong submissions.

    What an exercise's own stub has is none of them.

    Raises:
        CourseError: a solution or the hidden tests of an exercise cannot be read, or are no Python.
    """
    for exercise in course.exercises:
        folder = Path(exercise.folder)
        stub = {line.text for form in forms(_read(folder / "stub.py")) for line in form}
        yield from _of_solution(course.solution(exercise), stub)
        yield from _of_hidden_tests(exercise, stub)
        for wrong in sorted((folder / "wrong").glob("*.py")):
            yield from _of_wrong(exercise, wrong, stub)


def _of_solution(path: Path, stub: set[str]) -> Iterator[Secret]:
    source = _read(path)
    both = _forms_of_code(source, _parse(path, source))
    for region in find_regions(source, str(path)):
        what = f"the solution (lines {region.begin} to {region.end} of solutions/{path.name})"
        for form in both:
            inside = [line for line in form if region.begin < line.number < region.end]
            yield from _whole(what, inside, stub, SHORTEST)
            yield from _parts(what, inside, stub)
            answers = {
                one.text for one in inside if one.text.startswith("return") and len(one.text) >= ANSWER
            }
            yield from (Secret(what=what, lines=(one,), anywhere=True) for one in sorted(answers - stub))


def _of_hidden_tests(exercise: Exercise, stub: set[str]) -> Iterator[Secret]:
    path = Path(exercise.folder) / HIDDEN_TESTS
    source = _read(path)
    tree = _parse(path, source)
    both = _forms_of_code(source, tree)
    for node in tree.body:
        end = node.end_lineno or node.lineno
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            what = f"{node.name} (lines {node.lineno} to {end} of {exercise.slug}/{HIDDEN_TESTS})"
            for form in both:
                inside = [line for line in form if node.lineno < line.number <= end]
                yield from _whole(what, inside, stub, LONG_LINE)
                yield from _parts(what, inside, stub, single=False)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            what = f"what stands in line {node.lineno} of {exercise.slug}/{HIDDEN_TESTS}"
            yield from _whole(what, statements([node]), stub, LONG_LINE)
            inside = [line for line in both[0] if node.lineno <= line.number <= end]
            yield from _parts(what, inside, stub, single=False)
            for one in ast.walk(node):
                if not _is_plain(one):
                    yield from _most(what, _entries(one), RUN, RUN_LENGTH)
    for table in _tables(tree):
        what = f"the cases in line {table.lineno} of {exercise.slug}/{HIDDEN_TESTS}"
        cases = _entries(table)
        # Of a table of plain values texts may show some rows, but not three quarters of them.
        yield from _most(what, cases, -(-3 * len(cases) // 4))


def _of_wrong(exercise: Exercise, path: Path, stub: set[str]) -> Iterator[Secret]:
    source = _read(path)
    try:
        both = _forms_of_code(source, ast.parse(source))
    except (SyntaxError, ValueError):
        both = [as_written(source)]  # that can be what is wrong with it
    for form in both:
        what = f"code of {exercise.slug}/wrong/{path.name}"
        yield from _whole(what, form, stub, LONG_LINE)
        # Most of its lines are right, and may stand anywhere by themselves.
        yield from _parts(what, form, stub, single=False)


def _forms_of_code(source: str, tree: ast.Module) -> list[list[Line]]:
    said = {
        number
        for node in ast.walk(tree)
        if is_docstring(node) and isinstance(node, ast.Expr)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return [[line for line in as_written(source) if line.number not in said], statements(tree.body)]


def _whole(what: str, form: Sequence[Line], stub: set[str], shortest: int) -> Iterator[Secret]:
    lines = tuple(line.text for line in form)
    if sum(map(len, lines)) >= shortest and not stub.issuperset(lines):
        yield Secret(what=what, lines=lines)


def _parts(what: str, form: Sequence[Line], stub: set[str], *, single: bool = True) -> Iterator[Secret]:
    for known, run in itertools.groupby((line.text for line in form), stub.__contains__):
        if known:
            continue
        lines = tuple(run)
        if single:
            yield from (
                Secret(what=what, lines=(one,), anywhere=True) for one in lines if len(one) >= LONG_LINE
            )
        for at in range(len(lines) - RUN + 1):
            part = lines[at : at + RUN]
            if sum(map(len, part)) >= RUN_LENGTH:
                yield Secret(what=what, lines=part)


def _tables(node: ast.AST) -> Iterator[ast.expr]:
    """The literals that hold a table of cases; what is a part of one is none by itself."""
    constants = sum(isinstance(one, ast.Constant) for one in ast.walk(node))
    if isinstance(node, _LITERAL) and _is_plain(node) and constants >= TABLE:
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from _tables(child)


def _is_plain(node: ast.AST) -> bool:
    return all(isinstance(one, _PLAIN) for one in ast.walk(node))


def _entries(node: ast.AST) -> list[str]:
    """The elements of a literal or the arguments of a call, without blanks."""
    match node:
        case ast.Dict():
            both = zip(node.keys, node.values, strict=True)
            texts = [f"{ast.unparse(key)}:{ast.unparse(value)}" if key else "**" for key, value in both]
        case ast.List() | ast.Tuple() | ast.Set():
            texts = [ast.unparse(one) for one in node.elts]
        case ast.Call():
            texts = [ast.unparse(one) for one in (*node.args, *node.keywords)]
        case _:
            texts = []
    return [squeeze(text) for text in texts]


def _most(what: str, entries: Sequence[str], run: int, shortest: int = 0) -> Iterator[Secret]:
    for at in range(len(entries) - run + 1):
        text = ",".join(entries[at : at + run])
        if len(text) >= shortest:
            yield Secret(what=what, lines=(text,), anywhere=True)


def _parse(path: Path, source: str) -> ast.Module:
    try:
        return ast.parse(source, str(path))
    except (SyntaxError, ValueError) as error:
        raise CourseError(
            f"{path}:{getattr(error, 'lineno', None) or 1}: no valid Python: {error}"
        ) from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CourseError(f"{path} does not exist; every exercise needs it") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}") from error
