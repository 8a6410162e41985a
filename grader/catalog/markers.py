"""A stub from a solution: what stands between the markers is taken out, and the rest stays as it is."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

import msgspec

from grader.model.errors import CourseError

BEGIN = "# BEGIN SOLUTION"
END = "# END SOLUTION"
YOURS = "# YOUR CODE HERE"

_MARKER = re.compile(r"#+ ?(BEGIN|END) SOLUTION")
LIKE_A_MARKER = re.compile(r"#.*\b(begin|end)[\s_-]*solutions?\b", re.IGNORECASE)

_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """Lines `begin` to `end` of a solution, counted from 1, the two markers included."""

    begin: int
    end: int
    indent: str


def strip_solutions(source: str, filename: str = "solution.py") -> str:
    """The stub of a solution: every region between markers replaced by what a student is to fill in.

    In a function that is a line that raises NotImplementedError and names the function; elsewhere it is a
    comment, with a `pass` where a block would otherwise be empty.

    Args:
        source: the solution, with `# BEGIN SOLUTION` and `# END SOLUTION` on lines of their own.
        filename: what errors call it.

    Raises:
        CourseError: no region, a marker nested, unclosed, unopened or misspelt, or a solution or stub that is
            no valid Python; names the file and the line.
    """
    tree = _parse(source, filename, "the solution")
    regions = list(find_regions(source, filename))
    if not regions:
        raise CourseError(f"{filename}: no {BEGIN!r}; without a region the stub would be the whole solution")
    # Only \n ends a line here, as for tokenize; str.splitlines knows others.
    lines = io.StringIO(source).readlines()
    for region in reversed(regions):
        _check_depth(tree, region, filename)
        lines[region.begin - 1 : region.end] = [f"{line}\n" for line in _replacement(tree, region)]
    stub = "".join(lines)
    _parse(stub, filename, "without its regions the stub")
    return stub


def find_regions(source: str, filename: str) -> Iterator[Region]:
    """The regions of a solution, from top to bottom.

    Raises:
        CourseError: a marker is nested, unclosed, unopened or misspelt; names the file and the line.
    """
    opened: tokenize.TokenInfo | None = None
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT or not LIKE_A_MARKER.match(token.string):
            continue
        where = f"{filename}:{token.start[0]}"
        marker = _MARKER.fullmatch(token.string.rstrip())
        if marker is None:
            raise CourseError(f"{where}: {token.string!r} looks like a marker; write {BEGIN!r} or {END!r}")
        if token.line[: token.start[1]].strip():
            raise CourseError(f"{where}: a marker stands behind code; give it a line of its own")
        if marker[1] == "BEGIN":
            if opened is not None:
                raise CourseError(
                    f"{where}: a region inside that of line {opened.start[0]}; close that first"
                )
            opened = token
        elif opened is None:
            raise CourseError(f"{where}: {END!r} closes nothing; put {BEGIN!r} before it")
        else:
            if token.start[1] != opened.start[1]:
                raise CourseError(f"{where}: indented otherwise than its {BEGIN!r} in line {opened.start[0]}")
            indent = opened.line[: opened.start[1]]
            yield Region(begin=opened.start[0], end=token.start[0], indent=indent)
            opened = None
    if opened is not None:
        raise CourseError(f"{filename}:{opened.start[0]}: this region is never closed; put {END!r} behind it")


def _check_depth(tree: ast.Module, region: Region, filename: str) -> None:
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt) or not region.begin < node.lineno < region.end:
            continue
        if node.col_offset < len(region.indent):
            raise CourseError(
                f"{filename}:{node.lineno}: stands in the region of line {region.begin} but is indented "
                f"less; put {END!r} before it"
            )


def _replacement(tree: ast.Module, region: Region) -> list[str]:
    first = f"{region.indent}{YOURS}"
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, _Scope) and node.lineno < region.begin <= (node.end_lineno or node.lineno)
    ]
    around.sort(key=lambda node: node.lineno)
    if around and not isinstance(around[-1], ast.ClassDef):
        name = ".".join(node.name for node in around)
        return [first, f'{region.indent}raise NotImplementedError("{name} is not written yet")']
    return [first, f"{region.indent}pass"] if region.indent else [first]


def _parse(source: str, filename: str, what: str) -> ast.Module:
    try:
        return ast.parse(source, filename)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        reason = getattr(error, "msg", None) or str(error)
        raise CourseError(f"{filename}:{line}: {what} is no valid Python: {reason}") from error
