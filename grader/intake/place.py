"""Statements that stand where they cannot: the mistakes of place that Python's parser lets pass."""

import ast
from collections.abc import Iterator

_ASYNC = {ast.Await: "await", ast.AsyncFor: "async for", ast.AsyncWith: "async with"}
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def find_misplaced(tree: ast.Module) -> str:
    """The first `return`, `yield`, `await`, `break` or `continue` out of place, as Python says it.

    Empty where there is none. The other mistakes that only the compiler sees, such as a lone `*x`, are not
    looked for.
    """
    faults = list(_faults(tree))
    line, said = min(faults, default=(0, ""))
    return f"{said}, line {line}" if said else ""


def _faults(tree: ast.Module) -> Iterator[tuple[int, str]]:
    # No recursion: trees are as deep as students make them.
    left: list[tuple[ast.AST, str, bool]] = [(tree, "", False)]
    while left:
        node, function, in_loop = left.pop()
        if isinstance(node, (ast.stmt, ast.expr)) and (said := _judge(node, function, in_loop)):
            yield node.lineno, said
        for name, value in ast.iter_fields(node):
            inside = _inside(node, name, function, in_loop)
            children = value if isinstance(value, list) else (value,)
            left += [(child, *inside) for child in children if isinstance(child, ast.AST)]


def _inside(node: ast.AST, field: str, function: str, in_loop: bool) -> tuple[str, bool]:
    if field != "body":
        return function, in_loop
    if isinstance(node, _FUNCTIONS):
        return ("async def" if isinstance(node, ast.AsyncFunctionDef) else "def"), False
    if isinstance(node, ast.ClassDef):
        return "", False
    return function, in_loop or isinstance(node, _LOOPS)


def _judge(node: ast.stmt | ast.expr, function: str, in_loop: bool) -> str:
    said = ""
    match node:
        case ast.Return() if not function:
            said = "'return' outside function"
        case ast.Yield() | ast.YieldFrom() if not function:
            said = "'yield' outside function"
        case ast.Await() if not function:
            said = "'await' outside function"
        case ast.Await() | ast.AsyncFor() | ast.AsyncWith() if function != "async def":
            said = f"'{_ASYNC[type(node)]}' outside async function"
        case ast.Break() if not in_loop:
            said = "'break' outside loop"
        case ast.Continue() if not in_loop:
            said = "'continue' not properly in loop"
    return said
