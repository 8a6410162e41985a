"""Public tests that can stand in a notebook, where there is no `submission` but only the names themselves."""

import ast
import builtins
from collections.abc import Iterator

import msgspec

_FIXTURE = "submission"
_EXPECTATIONS = "grader.judging.expect"
# It catches what the worker says that the student's code raised; in a notebook the code itself raises.
_NOT_HERE = frozenset({"expect_raises"})
_MARKS_PASSED_OVER = frozenset({"points", "visibility", "time_limit", "requires"})


class VisibleTest(msgspec.Struct, frozen=True, kw_only=True):
    """A public test, by its name, as a cell's code; without code, one that only the grader can run."""

    name: str
    code: str


def visible_tests(source: str) -> Iterator[VisibleTest]:
    """Every test of a `public_tests.py`, from top to bottom.

    A test can stand in a notebook if `submission` is its only fixture, is only asked for attributes, and the
    test uses otherwise its own names, Python's, and modules that students have. Its cell defines it without
    `submission`, so that its variables stay its own, and calls it.

    Raises:
        SyntaxError: the source is no Python.
    """
    tree = ast.parse(source)
    imports = {name: _alone(node, name) for node in tree.body for name in _bound(node)}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield VisibleTest(name=node.name, code=_cell(node, imports, source) if _stands(node) else "")


def _cell(test: ast.FunctionDef, imports: dict[str, str], source: str) -> str:
    own = {node.id for node in ast.walk(test) if isinstance(node, ast.Name) and _is_stored(node)}
    # Of a comprehension or a nested function: they are the test's own as well.
    own |= {node.arg for node in ast.walk(test) if isinstance(node, ast.arg)}
    body = [node for statement in test.body for node in ast.walk(statement)]
    used = {node.id for node in body if isinstance(node, ast.Name)} - own - {_FIXTURE}
    needed = {name for name in used if name in imports}
    unknown = {name for name in used - needed if not hasattr(builtins, name)}
    if unknown or not all(imports[name] for name in needed):
        return ""
    above = "\n".join(sorted({imports[name] for name in needed}))
    return "\n\n\n".join(part for part in (above, _without_fixture(test, source), f"{test.name}()") if part)


def _without_fixture(test: ast.FunctionDef, source: str) -> str:
    """The function's own text, without `submission` as its argument and in front of what it asks for."""
    # Columns are bytes; from the last one to the first, so that those before it stay right.
    lines = source.encode().splitlines(keepends=True)
    argument = test.args.args[0]
    asked = [node.value for node in ast.walk(test) if isinstance(node, ast.Attribute)]
    cuts = [(argument.lineno, argument.col_offset, argument.end_col_offset or 0)]
    cuts += [
        (node.lineno, node.col_offset, (node.end_col_offset or 0) + 1)
        for node in asked
        if isinstance(node, ast.Name) and node.id == _FIXTURE
    ]
    for line, begin, end in sorted(cuts, reverse=True):
        lines[line - 1] = lines[line - 1][:begin] + lines[line - 1][end:]
    return b"".join(lines[test.lineno - 1 : test.end_lineno]).decode().rstrip()


def _stands(test: ast.FunctionDef) -> bool:
    arguments = test.args
    if [one.arg for one in arguments.args] != [_FIXTURE] or arguments.vararg or arguments.kwarg:
        return False
    if not all(_is_plain_mark(one) for one in test.decorator_list):
        return False
    asked = [node.value for node in ast.walk(test) if isinstance(node, ast.Attribute)]
    bare = [
        node
        for node in ast.walk(test)
        if isinstance(node, ast.Name) and node.id == _FIXTURE and node not in asked
    ]
    return not bare


def _is_plain_mark(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).removeprefix("pytest.mark.") in _MARKS_PASSED_OVER


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        for one in node.names:
            yield (one.asname or one.name).partition(".")[0]


def _alone(node: ast.stmt, name: str) -> str:
    """The import of one name, or nothing if a student's kernel has no use for it."""
    if isinstance(node, ast.Import):
        (found,) = [one for one in node.names if (one.asname or one.name).partition(".")[0] == name][:1]
        return "" if name == "pytest" else f"import {ast.unparse(found)}"
    if isinstance(node, ast.ImportFrom):
        (found,) = [one for one in node.names if (one.asname or one.name) == name][:1]
        module = node.module or ""
        ours = module.partition(".")[0] == "grader"
        if node.level or module == "pytest" or (ours and module != _EXPECTATIONS) or found.name in _NOT_HERE:
            return ""
        return f"from {module} import {ast.unparse(found)}"
    return ""
