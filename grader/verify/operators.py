"""Mutations that students make and cosmic-ray lacks, as operators of cosmic-ray's kind.

An operator is asked of every node of a parso tree where it could change it (`mutation_positions`: a list, as
the node changes while it is read), and then to change one of those places (`mutate`). Only the text of what
it returns is used. What would only end in a TypeError or a NameError is left out.
"""

import itertools
from collections.abc import Sequence
from typing import Any

from cosmic_ray.ast import get_ast
from cosmic_ray.operators.number_replacer import NumberReplacer
from cosmic_ray.operators.operator import Example, Operator

Position = tuple[tuple[int, int], tuple[int, int]]

_STATEMENTS = frozenset({"expr_stmt", "atom_expr", "power", "raise_stmt", "assert_stmt", "del_stmt"})
# What is called there is called for its effect or to be raised; its value is used by nobody.
_VALUE_UNUSED = frozenset({"simple_stmt", "raise_stmt"})
_SIGNED_OR_ARGUMENT = frozenset({"factor", "argument", "arglist", "trailer"})


class DropStatement(Operator):  # type: ignore[misc]  # cosmic-ray publishes no types
    """A step is forgotten."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every simple statement but an import, a return, a docstring and a name's first assignment."""
        alone = node.type in _STATEMENTS and node.parent is not None and node.parent.type == "simple_stmt"
        return [_span(node)] if alone and not _binds_first(node) else []

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002  (it changes each node in one way)
        """A `pass` in its place."""
        return _code("pass", like=node)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("optimizer.step()\n", "pass\n"), Example("raise ValueError('no')\n", "pass\n"))


class DropReturnValue(Operator):  # type: ignore[misc]
    """The result is not returned."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every return with a value."""
        return [_span(node)] if node.type == "return_stmt" else []

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002
        """The bare return."""
        return _code("return", like=node)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("def f():\n    return 1\n", "def f():\n    return\n"),)


class DropArgument(Operator):  # type: ignore[misc]
    """An argument, by position or by keyword, is left out of a call."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every argument, though the only one by position just of methods, which may do without."""
        return [_span(one) for one in _droppable(node)]

    def mutate(self, node: Any, index: int) -> Any:
        """The call without it."""
        inner = node.children[1]
        if inner.type != "arglist":
            del node.children[1]
            return node
        place = inner.children.index(_droppable(node)[index])
        # Its comma goes with it: the one behind, or for the last argument the one before.
        first = place if place + 1 < len(inner.children) else place - 1
        del inner.children[first : first + 2]
        return node

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (
            Example("f(a, b=1)", "f( b=1)"),
            Example("f(a, b=1)", "f(a)", occurrence=1),
            Example("x.f(a)", "x.f()"),
            Example("f(a)", "f(a)"),
        )


class SwapArguments(Operator):  # type: ignore[misc]
    """Two neighbours among the arguments change places."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every two neighbours that are told apart by their position."""
        return [(first.start_pos, second.end_pos) for first, second in _neighbours(node)]

    def mutate(self, node: Any, index: int) -> Any:
        """The call with the two swapped."""
        first, second = _neighbours(node)[index]
        inner = node.children[1].children
        one, other = inner.index(first), inner.index(second)
        inner[one], inner[other] = (
            _code(second.get_code(include_prefix=False), like=first),
            _code(first.get_code(include_prefix=False), like=second),
        )
        return node

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("f(a, b, c=1)", "f(b, a, c=1)"),)


class DropMethod(Operator):  # type: ignore[misc]
    """A method is not called: its object stands there as it is."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every method call whose value is used, also amid a chain."""
        return [
            (node.children[place].start_pos, node.children[place + 1].end_pos)
            for place in _method_calls(node)
        ]

    def mutate(self, node: Any, index: int) -> Any:
        """The object alone, or the rest of the chain on it."""
        place = _method_calls(node)[index]
        del node.children[place : place + 2]
        return node

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (
            Example("x = images.flatten(1).to(device)", "x = images.to(device)"),
            Example("x = images.flatten(1).to(device)", "x = images.flatten(1)", occurrence=1),
        )


class UnwrapCall(Operator):  # type: ignore[misc]
    """A function is not applied: its argument stands there as it is."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every call with one argument whose value is used."""
        unwraps = _is_call(node) and _unwrapped(node) is not None and node.parent.type not in _VALUE_UNUSED
        return [_span(node)] if unwraps else []

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002
        """The argument in brackets, so that it binds as the call did."""
        inside = _unwrapped(node).get_code(include_prefix=False)
        return _code(inside if _unwrapped(node).type == "name" else f"({inside})", like=node)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("y = relu(x)", "y = x"), Example("y = list(range(3))", "y = (range(3))"))


class ReplaceNumber(NumberReplacer):  # type: ignore[misc]  # cosmic-ray publishes no types
    """A number is one more or less: cosmic-ray's own, but what stands before the number stays."""

    def mutate(self, node: Any, index: int) -> Any:
        """The other number."""
        return _code(super().mutate(node, index).value.strip(), like=node)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("f(2)", "f(3)"), Example("f(\n    2)", "f(\n    1)", occurrence=1))


class NegateNumber(Operator):  # type: ignore[misc]
    """A number has the other sign."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every number but zero, unless it has a sign already, or is a whole argument, such as a size."""
        fits = (
            node.type == "number" and node.value.strip("0.") and node.parent.type not in _SIGNED_OR_ARGUMENT
        )
        return [_span(node)] if fits else []

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002
        """A minus before it."""
        return _code(f"-{node.value}", like=node)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("x = 2", "x = -2"), Example("x = 0.0", "x = 0.0"))


class ReplaceAugmented(Operator):  # type: ignore[misc]
    """What should be added up is overwritten, or taken away."""

    others = {"+=": ("=", "-="), "-=": ("=", "+="), "*=": ("=",), "//=": ("=", "/=")}  # noqa: RUF012

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every augmented assignment, once for each other operator."""
        return [_span(node)] * len(self.others.get(node.value, ())) if node.type == "operator" else []

    def mutate(self, node: Any, index: int) -> Any:
        """The other operator."""
        return _code(self.others[node.value][index], like=node)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("total += x", "total = x"), Example("total += x", "total -= x", occurrence=1))


class ReplaceRaised(Operator):  # type: ignore[misc]
    """Another kind of exception is raised."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every exception that is raised by its name."""
        # A bare `raise` is a keyword and no such statement.
        name = node.children[1].get_first_leaf() if node.type == "raise_stmt" else None
        return [_span(name)] if name is not None and name.value != "RuntimeError" else []

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002
        """A RuntimeError instead."""
        name = node.children[1].get_first_leaf()
        name.value = "RuntimeError"
        return node

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("raise ValueError('no')\n", "raise RuntimeError('no')\n"),)


OWN = (
    DropStatement, DropReturnValue, DropArgument, SwapArguments, DropMethod, UnwrapCall, ReplaceNumber,
    NegateNumber, ReplaceAugmented, ReplaceRaised,
)  # fmt: skip


def _span(node: Any) -> Position:
    return node.start_pos, node.end_pos


def _code(text: str, *, like: Any) -> Any:
    # What stands before a node, comments and markers included, belongs to its first leaf.
    return get_ast(like.get_first_leaf().prefix + text)


def _is_call(node: Any) -> bool:
    return node.type in {"atom_expr", "power"} and _is_arguments(node.children[-1])


def _is_arguments(node: Any) -> bool:
    return bool(node.type == "trailer" and node.children[0].value == "(")


def _arguments(node: Any) -> list[Any]:
    if not _is_arguments(node) or len(node.children) < 3:  # noqa: PLR2004  (a call with nothing in its brackets)
        return []
    inner = node.children[1]
    return [one for one in inner.children if one.type != "operator"] if inner.type == "arglist" else [inner]


def _droppable(node: Any) -> list[Any]:
    arguments = _arguments(node)
    if len(arguments) != 1 or arguments[0].type == "argument":
        return arguments
    return arguments if node.parent.children.index(node) - 1 in _method_calls(node.parent) else []


def _neighbours(node: Any) -> list[tuple[Any, Any]]:
    positional = [one for one in _arguments(node) if one.type != "argument"]
    return list(itertools.pairwise(positional))


def _unwrapped(node: Any) -> Any:
    arguments = _arguments(node.children[-1])
    return arguments[0] if len(arguments) == 1 and arguments[0].type != "argument" else None


def _method_calls(node: Any) -> list[int]:
    if node.type not in {"atom_expr", "power"} or node.parent.type in _VALUE_UNUSED:
        return []
    # What stands alone before its first dot is an object only if it is no module.
    root = node.children[0].get_code().strip()
    first = 2 if root in _imported(node) | {"self"} else 1
    return [
        place
        for place in range(first, len(node.children) - 1)
        if node.children[place].type == "trailer"
        and node.children[place].children[0].value == "."
        and _is_arguments(node.children[place + 1])
    ]


def _binds_first(statement: Any) -> bool:
    """Whether it declares a name, or assigns to one that its function has not mentioned before."""
    if statement.type != "expr_stmt":
        return False
    if statement.children[1].type == "annassign" and "=" not in statement.get_code():
        return True
    leaf, target = statement.get_first_leaf(), statement.get_first_leaf().value
    while (leaf := leaf.get_previous_leaf()) is not None and leaf.value not in {"def", "class"}:
        if leaf.type == "name" and leaf.value == target:
            return False
    return True


def _imported(node: Any) -> set[str]:
    module = node.get_root_node()
    names = (
        (one.get_defined_names() for one in module.iter_imports()) if hasattr(module, "iter_imports") else ()
    )
    return {name.value for defined in names for name in defined}
