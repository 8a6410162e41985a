"""Nodes of a parso tree: where they are, and others in their place."""

from typing import Any

from cosmic_ray.ast import get_ast

Position = tuple[tuple[int, int], tuple[int, int]]


def span(node: Any) -> Position:
    """Where a node begins and ends: line, counted from 1, and column."""
    return node.start_pos, node.end_pos


def replacement(text: str, *, like: Any) -> Any:
    """A node of this text that stands where `like` does."""
    # What stands before a node, comments and markers included, belongs to its first leaf.
    return get_ast(like.get_first_leaf().prefix + text)
