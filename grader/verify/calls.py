"""Mistakes in calls, as operators of cosmic-ray's kind: see `grader.verify.operators`."""

import itertools
from collections.abc import Sequence
from typing import Any

from cosmic_ray.operators.operator import Example, Operator

from grader.verify.nodes import Position, replacement, span

# What is called there is called for its effect or to be raised; its value is used by nobody.
_VALUE_UNUSED = frozenset({"simple_stmt", "raise_stmt"})
_COMMUTE = frozenset({"min", "max"})


class DropArgument(Operator):  # type: ignore[misc]  # cosmic-ray publishes no types
    """An argument, by position or by keyword, is left out of a call."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every argument, though the only one by position just of methods, which may do without."""
        return [span(one) for one in _droppable(node)]

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
    """Two neighbours among the arguments change places, but for `min` and `max`, which commute."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every two neighbours that are told apart by their position."""
        return [(first.start_pos, second.end_pos) for first, second in _neighbours(node)]

    def mutate(self, node: Any, index: int) -> Any:
        """The call with the two swapped."""
        first, second = _neighbours(node)[index]
        inner = node.children[1].children
        one, other = inner.index(first), inner.index(second)
        inner[one], inner[other] = (
            replacement(second.get_code(include_prefix=False), like=first),
            replacement(first.get_code(include_prefix=False), like=second),
        )
        return node

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("f(a, b, c=1)", "f(b, a, c=1)"), Example("max(a, b)", "max(a, b)"))


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
        return [span(node)] if unwraps else []

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002
        """The argument in brackets, so that it binds as the call did."""
        inside = _unwrapped(node).get_code(include_prefix=False)
        return replacement(inside if _unwrapped(node).type == "name" else f"({inside})", like=node)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("y = relu(x)", "y = x"), Example("y = list(range(3))", "y = (range(3))"))


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
    called = node.get_previous_leaf()
    if called is not None and called.value in _COMMUTE:
        return []
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


def _imported(node: Any) -> set[str]:
    module = node.get_root_node()
    names = (
        (one.get_defined_names() for one in module.iter_imports()) if hasattr(module, "iter_imports") else ()
    )
    return {name.value for defined in names for name in defined}
