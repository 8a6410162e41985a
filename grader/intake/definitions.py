"""What a program defines at its top level, found without executing it."""

import ast
import importlib.util
import re
from collections.abc import Iterator

import msgspec

from grader.intake.syntax import NoProgram, parse

_DEFINED = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)", re.MULTILINE)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of the top level: its lines, first to last, the names it defines, and what it may cost.

    `computes` is whether executing it does more than define: calls, loops.
    """

    first: int
    last: int
    names: tuple[str, ...] = ()
    computes: bool = False


def read_statements(source: bytes) -> tuple[Statement, ...] | None:
    """The top level's statements, in their order; None where it is no valid Python."""
    try:
        # Python's own reading of the bytes: the declared encoding, and line feeds only.
        tree = parse(importlib.util.decode_source(source))
    except (NoProgram, SyntaxError, ValueError):
        return None
    try:
        return tuple(_statement(node) for node in tree.body)
    except RecursionError:
        return None


def guess_names(source: bytes) -> tuple[str, ...]:
    """The names that lines like `def f(` define, for a file that is no valid Python."""
    return tuple(_DEFINED.findall(source.decode("utf-8", "replace")))


def _statement(node: ast.stmt) -> Statement:
    decorators = [one.lineno for one in getattr(node, "decorator_list", [])]
    return Statement(
        first=min([node.lineno, *decorators]),
        last=node.end_lineno or node.lineno,
        names=tuple(_names(node)),
        computes=not isinstance(node, (*_FUNCTIONS, ast.Import, ast.ImportFrom)) and _computes(node),
    )


def _computes(node: ast.stmt) -> bool:
    if isinstance(node, ast.For | ast.AsyncFor | ast.While | ast.With | ast.Expr | ast.Assert | ast.Raise):
        return True
    return any(isinstance(part, ast.Call) for part in ast.walk(node))


def _names(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Assign():
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            yield name
        case ast.If() | ast.Try() | ast.With():
            handlers = [one for handler in getattr(node, "handlers", []) for one in handler.body]
            for part in (*node.body, *getattr(node, "orelse", []), *handlers):
                yield from _names(part)
