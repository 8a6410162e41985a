"""A file of hidden tests taken apart: the functions that only their own checks use, and the rest.

By its syntax tree alone; nothing is executed. In doubt something is of the rest, which all checks depend on.
"""

import ast
from collections import Counter
from collections.abc import Iterator

import msgspec

from grader.catalog.sharing import may_share

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_PREFIX = "test"
_MARKS = "pytest.mark."
# What may be called while a test is defined: it gives the same each time, and leaves nothing behind.
_PLAIN = frozenset({
    "range", "list", "tuple", "set", "frozenset", "dict", "sorted", "reversed", "zip", "enumerate", "len",
    "str", "int", "float", "bool", "min", "max", "sum", "abs", "round", "pytest.param",
})  # fmt: skip


class Apart(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a file, each written so that comments and layout make no difference.

    Attributes:
        rest: the statements that are no check's own, in their order.
        functions: by name, a test that nothing else names, without its docstring and its points, but with the
            place that it has among the rest.
    """

    rest: tuple[bytes, ...]
    functions: dict[str, bytes]


def take_apart(source: bytes) -> Apart | None:
    """The parts of a file of hidden tests; None where its checks may have more in common than their names."""
    try:
        tree = ast.parse(source)
        if may_share(tree):
            return None
        mentions = Counter(_mentions(tree))
        rest: list[bytes] = []
        functions: dict[str, bytes] = {}
        for statement in tree.body:
            if (
                isinstance(statement, _Function)
                and _stands_alone(statement)
                and mentions[statement.name] == 1
            ):
                functions[statement.name] = b"%d %b" % (len(rest), _written(_stripped(statement)))
            else:
                rest.append(_written(statement))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return Apart(rest=tuple(rest), functions=functions)


def _written(node: ast.AST) -> bytes:
    return ast.dump(node).encode("utf-8", "surrogatepass")


def _stands_alone(function: _Function) -> bool:
    """Whether it is a test whose definition does nothing but define it."""
    arguments = function.args
    said = [*arguments.defaults, *arguments.kw_defaults, function.returns]
    said += [one.annotation for one in ast.walk(arguments) if isinstance(one, ast.arg)]
    return (
        function.name.startswith(_PREFIX)
        and all(ast.unparse(_called(one)).startswith(_MARKS) for one in function.decorator_list)
        and all(_is_plain(one) for one in [*function.decorator_list, *said] if one is not None)
    )


def _is_plain(expression: ast.expr) -> bool:
    for node in ast.walk(expression):
        if isinstance(node, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
            return False
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called not in _PLAIN and not called.startswith(_MARKS):
                return False
    return True


def _called(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _stripped(function: _Function) -> _Function:
    """The function without what changes no outcome: its docstring, and how many points it is worth."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    decorators = [one for one in function.decorator_list if not _is_points(one)]
    changed = {**dict(ast.iter_fields(function)), "body": body, "decorator_list": decorators}
    return type(function)(**changed)


def _is_points(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and _is_mark(decorator, "points")
        and len(decorator.args) == 1
        and isinstance(decorator.args[0], ast.Constant)
        and not decorator.keywords
    )


def _is_mark(called: ast.Call, name: str) -> bool:
    function = called.func
    # Writing it out is not needed for most.
    return (
        isinstance(function, ast.Attribute)
        and function.attr == name
        and ast.unparse(function) == _MARKS + name
    )


def _mentions(node: ast.AST) -> Iterator[str]:
    """Every name in a tree, and every text that could be one; not those of the checks that one requires."""
    if isinstance(node, ast.Call) and _is_mark(node, "requires"):
        # Whether the other passes decides whether this one is run, and not what comes of it then.
        parts = [one for one in node.args if not isinstance(one, ast.Constant)]
        for part in (*parts, *node.keywords):
            yield from _mentions(part)
        return
    for _, value in ast.iter_fields(node):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield one
            elif isinstance(one, ast.AST):
                yield from _mentions(one)
