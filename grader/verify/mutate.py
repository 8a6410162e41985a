"""Wrong submissions from a solution: one small change each, inside the regions that students are to write."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from grader.catalog.markers import Region, find_regions
from grader.model.errors import UsageError

# Of cosmic-ray's operators those that come near to what students do; all of them would be ten times as many.
CHOSEN = (
    "ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add", "ReplaceBinaryOperator_Mul_FloorDiv",
    "ReplaceBinaryOperator_Mul_Add", "ReplaceBinaryOperator_Div_FloorDiv", "ReplaceBinaryOperator_Div_Mul",
    "ReplaceBinaryOperator_FloorDiv_Div", "ReplaceBinaryOperator_FloorDiv_Mod",
    "ReplaceBinaryOperator_Mod_FloorDiv", "ReplaceBinaryOperator_Pow_Mul",
    "ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceComparisonOperator_Lt_LtE", "ReplaceComparisonOperator_LtE_Lt",
    "ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_GtE_Gt",
    "ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is",
    "ReplaceUnaryOperator_Delete_USub", "ReplaceUnaryOperator_Delete_Not", "AddNot",
    "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ZeroIterationForLoop",
)  # fmt: skip

_TEXT = frozenset({"string", "strings", "fstring", "import_name", "import_from", "decorator"})

_Position = tuple[tuple[int, int], tuple[int, int]]


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """A solution with one change in it.

    Attributes:
        function: the function (or class) the change is in, such as `CNN.forward`; empty at the top level.
        line: where it begins, counted from 1.
        before, after: the text of the changed lines, without indentation; `after` may be empty.
        source: the whole file.
    """

    function: str
    line: int
    before: str
    after: str
    source: str


def mutate(source: str, filename: str) -> list[Mutant]:
    """The mutants of a solution, from top to bottom; each has a syntax tree of its own, not the solution's.

    Changed is only what stands between the markers, and nothing in texts, imports, type hints and what an
    exception is told.

    Args:
        source: the solution, valid Python.
        filename: what errors call it.

    Raises:
        UsageError: cosmic-ray is not installed.
        CourseError: the solution's markers are not as they must be.
    """
    demand_cosmic_ray()
    from cosmic_ray.ast import ast_nodes, get_ast  # noqa: PLC0415  (an extra that few commands need)
    from cosmic_ray.mutating import mutate_code  # noqa: PLC0415
    from cosmic_ray.plugins import get_operator  # noqa: PLC0415

    from grader.verify.operators import OWN  # noqa: PLC0415

    nodes = list(ast_nodes(get_ast(source)))
    regions = list(find_regions(source, filename))
    spared = [span for node in nodes for span in _spared(node)]
    seen = {_meaning(source)}
    mutants = []
    for operator in (*(get_operator(f"core/{name}")() for name in CHOSEN), *(one() for one in OWN)):
        positions = [span for node in nodes for span in operator.mutation_positions(node)]
        for occurrence, position in enumerate(positions):
            if not _is_open(position, regions, spared):
                continue
            mutated = mutate_code(source, operator, occurrence)
            meaning = _meaning(mutated)
            if meaning and meaning not in seen:
                seen.add(meaning)
                mutants.append(_mutant(source, mutated))
    return sorted(mutants, key=lambda mutant: mutant.line)


def demand_cosmic_ray() -> None:
    """Find out whether mutants can be made, before anything takes long.

    Raises:
        UsageError: cosmic-ray is not installed.
    """
    try:
        import cosmic_ray.mutating  # noqa: F401, PLC0415
    except ImportError as error:
        raise UsageError(
            f"mutants need cosmic-ray ({error}): pip install 'grader[verify]', or leave them out with "
            "--no-mutants"
        ) from error


def tidy(text: str) -> str:
    """A line, or several as one, with its blanks as usual: so mutants are shown, and known again."""
    return re.sub(r"(?<=[(\[]) | (?=[)\]])|(?<=\w=) ", "", " ".join(text.split()))


def _spared(node: Any) -> Iterator[_Position]:
    """Where a node is text, an import, a type hint, or told to an exception."""
    if node.type in _TEXT:
        yield node.start_pos, node.end_pos
    elif node.type in {"annassign", "tfpdef"}:
        hint = node.children[1 if node.type == "annassign" else 2]
        yield hint.start_pos, hint.end_pos
    elif node.type == "funcdef" and node.annotation is not None:
        yield node.annotation.start_pos, node.annotation.end_pos
    elif node.type == "trailer" and node.parent.parent and node.parent.parent.type == "raise_stmt":
        yield node.start_pos, node.end_pos


def _is_open(position: _Position, regions: list[Region], spared: list[_Position]) -> bool:
    (first, _), (last, _) = position
    return any(region.begin < first and last < region.end for region in regions) and not any(
        begin <= position[0] and position[1] <= end for begin, end in spared
    )


def _meaning(source: str) -> str:
    """What sources share that differ in blanks, brackets and comments alone; empty for what is no Python."""
    try:
        return ast.dump(ast.parse(source))
    except (SyntaxError, ValueError):
        return ""


def _mutant(source: str, mutated: str) -> Mutant:
    old, new = source.splitlines(), mutated.splitlines()
    shorter = min(len(old), len(new))
    first = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    same = next(
        (place for place in range(shorter - first) if old[-1 - place] != new[-1 - place]), shorter - first
    )
    return Mutant(
        function=_function_at(source, first + 1),
        line=first + 1,
        before=tidy(" ".join(old[first : len(old) - same])),
        after=tidy(" ".join(new[first : len(new) - same])),
        source=mutated,
    )


def _function_at(source: str, line: int) -> str:
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    around = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, scopes) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return ".".join(node.name for node in sorted(around, key=lambda node: node.lineno))
