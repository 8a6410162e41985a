"""Whether the checks in a file of hidden tests may hand something on to each other, or look at each other.

What is looked for are the ordinary ways. Code that hides what it does can hide from this.
"""

import ast
from collections.abc import Iterator, Sequence

# With these a function sees the file, or the module, that it stands in.
_LOOKS = frozenset({
    "globals", "locals", "vars", "eval", "exec", "__import__", "__file__", "__builtins__", "importlib",
    "inspect", "sys", "gc", "linecache", "request", "pytestconfig", "*",
})  # fmt: skip
_LOOKS_INTO = frozenset(
    {"__doc__", "__code__", "__dict__", "__globals__", "__wrapped__", "__module__", "modules"}
)
# These remember what they were asked, or give something else each time.
_REMEMBERS = frozenset({"cache", "lru_cache", "cached_property", "singledispatch"})
_GOES_ON = frozenset({
    "iter", "count", "cycle", "Random", "SystemRandom", "Generator", "default_rng", "RandomState",
})  # fmt: skip
_ITERATORS = frozenset({"map", "filter", "zip", "enumerate", "reversed", "product", "chain", "permutations"})
_USES_UP = frozenset(
    {"list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max", "any", "all"}
)
_CHANGES = frozenset({
    "append", "appendleft", "extend", "insert", "add", "update", "setdefault", "pop", "popleft", "popitem",
    "remove", "discard", "clear", "sort", "reverse", "rotate", "fill", "write", "send", "__setitem__",
    "__setattr__", "move_to_end", "subtract", "difference_update", "intersection_update",
    "symmetric_difference_update", "backward", "step", "zero_grad", "load_state_dict", "put", "eval", "train",
    "shuffle",
})  # fmt: skip
_CHANGING = frozenset({"next", "setattr", "delattr"})
# What a module is told by these holds for every check after it.
_SETS = (
    "set_", "seterr", "simplefilter", "filterwarnings", "use_deterministic", "chdir", "putenv",
    "setrecursionlimit",
)  # fmt: skip
_CHANGEABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_MAKES = frozenset({"__init__", "__post_init__"})
_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def may_share(tree: ast.Module) -> bool:
    """Whether a check could depend on which other checks there are, or were run before it."""
    made, known = set(_made(tree)), set(_bound(tree))
    return any(
        _looks(node) or _keeps(node) or (isinstance(node, _Scope) and _changes(node, made, known))
        for node in ast.walk(tree)
    ) or _goes_on(list(_outside_functions(tree)))


def _looks(node: ast.AST) -> bool:
    match node:
        case ast.Name(id=name) | ast.arg(arg=name):
            return name in _LOOKS
        case ast.Attribute(attr=name):
            return name in _LOOKS_INTO
        case ast.alias(name=name, asname=other):
            return name.partition(".")[0] in _LOOKS or other in _LOOKS
        case ast.ImportFrom(module=str(module)):
            return module.partition(".")[0] in _LOOKS
    return False


def _keeps(node: ast.AST) -> bool:
    match node:
        case ast.Global() | ast.Nonlocal():
            return True
        case ast.arguments(defaults=defaults, kw_defaults=named):
            # One that can change is the same at every call.
            return any(isinstance(one, _CHANGEABLE) for one in [*defaults, *named])
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return name in _REMEMBERS
        case ast.Call(func=ast.Attribute(attr="fixture") | ast.Name(id="fixture"), keywords=[*keywords]):
            # One of the function's scope is made anew for each check.
            return any(keyword.arg in ("scope", None) for keyword in keywords)
    return False


def _goes_on(nodes: Sequence[ast.AST]) -> bool:
    """Whether any of them makes something that gives another value each time, and does not use it up."""
    used_up = {id(one) for node in nodes for one in _used_up(node)}
    for node in nodes:
        match node:
            case ast.GeneratorExp() if id(node) not in used_up:
                return True
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                if name in _GOES_ON or (name in _ITERATORS and id(node) not in used_up):
                    return True
    return False


def _used_up(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Starred(value=value):
            return [value]
        case ast.comprehension(iter=value) | ast.For(iter=value):
            return [value]
        case ast.Call(func=ast.Name(id=name), args=args) if name in _USES_UP:
            return args
    return []


def _changes(scope: ast.AST, made: set[str], known: set[str]) -> bool:
    """Whether a function may change what stands outside it: `made` there, or `known` there as well."""
    given = set(_given(scope, made))
    return any(
        _root(one) in ((made if made_only else known) | given)
        for node in ast.walk(scope)
        for one, made_only in _changed(node)
    )


def _changed(node: ast.AST) -> list[tuple[ast.AST, bool]]:
    """What a node changes, and whether that is a change only of what is made in the file."""
    match node:
        case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(ctx=ast.Store() | ast.Del()):
            return [(node, False)]
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in _CHANGES:
            return [(value, True)]
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=args) if _writes_into(name):
            # `weight.zero_()`, `nn.init.zeros_(weight)`, `laboratory.fetch(model, reference)`.
            return [(one, True) for one in (value, *args)]
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name.startswith(_SETS):
            return [(value, False)]
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _CHANGING:
            return [(first, False)]
    return []


def _writes_into(name: str) -> bool:
    return name == "fetch" or (name.endswith("_") and not name.endswith("__"))


def _given(scope: ast.AST, made: set[str]) -> Iterator[str]:
    """The names by which a function may have what stands outside it: what it is handed, and other names."""
    # A test is handed fixtures, which are its own; an object is nobody else's yet while it is made.
    name = getattr(scope, "name", "")
    if not (name.startswith("test") or name in _MAKES):
        yield from (one.arg for one in ast.walk(scope) if isinstance(one, ast.arg))
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=targets, value=value) if _is_part(value) and _root(value) in made:
                yield from (one.id for one in targets if isinstance(one, ast.Name))


def _is_part(node: ast.AST) -> bool:
    """Whether it is a thing itself, or something in it, and not what a call made of it."""
    return not any(isinstance(one, ast.Call) for one in ast.walk(node))


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from _outside_functions(child)


def _made(tree: ast.Module) -> Iterator[str]:
    """The names of what is made outside functions, classes among it; an imported module is not made there."""
    yield from (node.name for node in tree.body if isinstance(node, ast.ClassDef))
    for node in _outside_functions(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _bound(tree: ast.Module) -> Iterator[str]:
    """The names that stand for something outside functions."""
    yield from _made(tree)
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                yield from ((alias.asname or alias.name).partition(".")[0] for alias in aliases)
