"""What of a file is definition: all that is kept when its top level cannot be executed as it stands."""

import ast

_KEPT = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_CONSTANT = (
    ast.Constant, ast.Name, ast.Load, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.BinOp, ast.BoolOp,
    ast.Compare, ast.IfExp, ast.unaryop, ast.operator, ast.boolop, ast.cmpop,
)  # fmt: skip
# Calls that compute nothing worth speaking of, and that functions below often rely on.
_HARMLESS_CALLS = ("torch.device", "torch.cuda.is_available", "torch.backends.mps.is_available")


def keep_definitions(tree: ast.Module) -> ast.Module:
    """The module less everything but imports, functions, classes and plain constants.

    A constant is an assignment to names of literals, of names, of operations on them, and of `torch.device(…)`.
    A `try` or an `if` around nothing but those is kept whole; `if __name__ == …` is not.
    """
    return ast.Module(body=[node for node in tree.body if _is_kept(node)], type_ignores=[])


def _is_kept(node: ast.stmt) -> bool:
    if isinstance(node, _KEPT):
        return True
    if isinstance(node, ast.Try):
        parts = [*node.body, *node.orelse, *node.finalbody, *(one for h in node.handlers for one in h.body)]
        return all(_is_kept(part) or isinstance(part, ast.Pass) for part in parts)
    if isinstance(node, ast.If):
        return _is_constant(node.test) and all(_is_kept(part) for part in (*node.body, *node.orelse)) and not any(
            isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
        )
    if isinstance(node, ast.Assign):
        return all(_is_name(target) for target in node.targets) and _is_constant(node.value)
    return isinstance(node, ast.AnnAssign) and _is_name(node.target) and (
        node.value is None or _is_constant(node.value)
    )


def _is_name(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple):
        return all(_is_name(item) for item in target.elts)
    return isinstance(target, ast.Name)


def _is_constant(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        plain = all(_is_constant(argument) for argument in value.args) and not value.keywords
        return plain and ast.unparse(value.func) in _HARMLESS_CALLS
    if isinstance(value, ast.JoinedStr | ast.Attribute | ast.Subscript):
        return False
    return isinstance(value, _CONSTANT) and all(
        _is_constant(child) for child in ast.iter_child_nodes(value) if isinstance(child, ast.expr)
    )
