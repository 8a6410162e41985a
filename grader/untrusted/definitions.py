"""What of a file is definition: all that is kept when its top level cannot be executed as it stands."""

import __future__

import ast
from typing import Any

from grader.untrusted.faults import File, describe

_KEPT = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_CONSTANT = (
    ast.Constant, ast.Name, ast.Load, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.BinOp,
    ast.BoolOp, ast.Compare, ast.IfExp, ast.unaryop, ast.operator, ast.boolop, ast.cmpop,
)  # fmt: skip
# Calls that compute nothing worth speaking of, and that functions below often rely on.
_HARMLESS_CALLS = ("torch.device", "torch.cuda.is_available", "torch.backends.mps.is_available")
_NOTED = 3
_NOTE_LENGTH = 1000


def keep_definitions(tree: ast.Module) -> ast.Module:
    """The module less everything but imports, functions, classes and plain constants.

    A constant is an assignment to names, of literals, of names, of operations on them, and of
    `torch.device(…)`. A `try` or an `if` around nothing but those is kept whole; `if __name__ == …` is not.
    """
    return ast.Module(body=[node for node in tree.body if _is_kept(node)], type_ignores=[])


def execute_definitions(tree: ast.Module, file: File, namespace: dict[str, Any]) -> str:
    """Execute the definitions one by one; one that raises is left out, and the others are not lost with it.

    A missing library, or a class whose body uses what is no definition, would otherwise cost all the rest.

    Returns:
        A note on the first of those left out, empty if none was.
    """
    flags = 0
    left_out = []
    for node in keep_definitions(tree).body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            flags |= _flags_of(node)
        code = compile(
            ast.Module(body=[node], type_ignores=[]), file.name, "exec", flags=flags, dont_inherit=True
        )
        try:
            exec(code, namespace)  # noqa: S102  (this is what a worker is for)
        except BaseException as error:  # noqa: BLE001  (a student may raise anything, SystemExit too)
            told = describe(error, file)
            left_out.append(
                f"{_capital(file.say(node.lineno))} was left out ({told.kind}: {told.message[:200]})."
            )
    more = [f"So were {len(left_out) - _NOTED} more."] if len(left_out) > _NOTED else []
    return " ".join(left_out[:_NOTED] + more)[:_NOTE_LENGTH]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _flags_of(node: ast.ImportFrom) -> int:
    flags = 0
    for name in node.names:
        flags |= getattr(__future__, name.name).compiler_flag
    return flags


def _is_kept(node: ast.stmt) -> bool:
    match node:
        case ast.Try():
            inside = [*node.body, *node.orelse, *node.finalbody]
            handled = [one for handler in node.handlers for one in handler.body]
            return all(_is_kept(part) or isinstance(part, ast.Pass) for part in (*inside, *handled))
        case ast.If():
            kept = all(_is_kept(part) or isinstance(part, ast.Pass) for part in (*node.body, *node.orelse))
            return kept and _is_constant(node.test) and not _asks_for_its_name(node.test)
        case ast.Assign():
            return all(_is_name(target) for target in node.targets) and _is_constant(node.value)
        case ast.AnnAssign():
            return _is_name(node.target) and (node.value is None or _is_constant(node.value))
        case _:
            return isinstance(node, _KEPT)


def _asks_for_its_name(test: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(test))


def _is_name(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple):
        return all(_is_name(item) for item in target.elts)
    return isinstance(target, ast.Name)


def _is_constant(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        plain = all(_is_constant(argument) for argument in value.args) and not value.keywords
        return plain and ast.unparse(value.func) in _HARMLESS_CALLS
    return isinstance(value, _CONSTANT) and all(
        _is_constant(child) for child in ast.iter_child_nodes(value) if isinstance(child, ast.expr)
    )
