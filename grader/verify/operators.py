"""Mutations that students make and cosmic-ray lacks, as operators of cosmic-ray's kind.

An operator is asked of every node of a parso tree where it could change it (`mutation_positions`: a list, as
the node changes while it is read), and then to change one of those places (`mutate`). Only the text of what
it returns is used. What would only end in a TypeError or a NameError is left out.
"""

from collections.abc import Sequence
from typing import Any

from cosmic_ray.operators.number_replacer import NumberReplacer
from cosmic_ray.operators.operator import Example, Operator

from grader.verify.calls import DropArgument, DropMethod, SwapArguments, UnwrapCall
from grader.verify.nodes import Position, replacement, span

_STATEMENTS = frozenset({"expr_stmt", "atom_expr", "power", "raise_stmt", "assert_stmt", "del_stmt"})
_SIGNED_OR_ARGUMENT = frozenset({"factor", "argument", "arglist", "trailer"})


class DropStatement(Operator):  # type: ignore[misc]  # cosmic-ray publishes no types
    """A step is forgotten."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every simple statement but an import, a return, a docstring and a name's first assignment."""
        alone = node.type in _STATEMENTS and node.parent is not None and node.parent.type == "simple_stmt"
        return [span(node)] if alone and not _binds_first(node) else []

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002  (it changes each node in one way)
        """A `pass` in its place."""
        return replacement("pass", like=node)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("optimizer.step()\n", "pass\n"), Example("raise ValueError('no')\n", "pass\n"))


class DropReturnValue(Operator):  # type: ignore[misc]
    """The result is not returned."""

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every return with a value."""
        return [span(node)] if node.type == "return_stmt" else []

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002
        """The bare return."""
        return replacement("return", like=node)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("def f():\n    return 1\n", "def f():\n    return\n"),)


class ReplaceNumber(NumberReplacer):  # type: ignore[misc]  # cosmic-ray publishes no types
    """A number is one more or less: cosmic-ray's own, but what stands before the number stays."""

    def mutate(self, node: Any, index: int) -> Any:
        """The other number."""
        return replacement(super().mutate(node, index).value.strip(), like=node)

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
        return [span(node)] if fits else []

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002
        """A minus before it."""
        return replacement(f"-{node.value}", like=node)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        """Before and after."""
        return (Example("x = 2", "x = -2"), Example("x = 0.0", "x = 0.0"))


class ReplaceAugmented(Operator):  # type: ignore[misc]
    """What should be added up is overwritten, or taken away."""

    others = {"+=": ("=", "-="), "-=": ("=", "+="), "*=": ("=",), "//=": ("=", "/=")}  # noqa: RUF012

    def mutation_positions(self, node: Any) -> list[Position]:
        """Every augmented assignment, once for each other operator."""
        return [span(node)] * len(self.others.get(node.value, ())) if node.type == "operator" else []

    def mutate(self, node: Any, index: int) -> Any:
        """The other operator."""
        return replacement(self.others[node.value][index], like=node)

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
        return [span(name)] if name is not None and name.value != "RuntimeError" else []

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
