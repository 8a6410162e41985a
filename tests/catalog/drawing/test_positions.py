"""Positions along an axis are bracketed where they stand."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.catalog.drawing.axis import lay_out
from grader.catalog.drawing.positions import draw_positions, positions_height
from grader.catalog.drawing.svg import Element, start_drawing
from grader.model.picture import Geometry

CELL = 20


def drawn(geometry: Geometry) -> Element:
    """The positions of a geometry alone, in a grid at (0, 0)."""
    root = start_drawing(900, 900, title="title", description="words")
    draw_positions(root, lay_out(geometry), x=0, y=0, cell=CELL)
    return root


def brackets(root: Element) -> list[tuple[float, float, float]]:
    """Each bracket's y, left and right, in px."""
    found = []
    for element in root.iter():
        if element.get("class") == "bracket":
            left, _, y, right, _ = map(float, re.findall(r"[\d.]+", element.get("d", "")))
            found.append((y, left, right))
    return found


@settings(deadline=None)
@given(st.integers(5, 20), st.integers(1, 5), st.integers(1, 4))
def test_brackets_stand_under_the_kernel(i: int, k: int, s: int) -> None:
    """A bracket for each position is as wide as the kernel, and those of one row do not touch."""
    geometry = Geometry(kind="convolution", i=i, k=k, s=s)
    found = brackets(drawn(geometry))
    assert [left - 2 for _, left, _ in found] == [edge * CELL for edge in lay_out(geometry).edges]
    assert all(right - left == k * CELL - 4 for _, left, right in found)
    rows = sorted(found)
    assert all(before[2] < after[1] for before, after in pairwise(rows) if before[0] == after[0])
    assert max(y for y, _, _ in found) < i * CELL + positions_height(lay_out(geometry))


def test_many_overlapping_positions_are_abridged() -> None:
    """Where more than six brackets would lie over each other, the first three and the last are drawn."""
    found = brackets(drawn(Geometry(kind="convolution", i=20, k=9)))
    assert [left - 2 for _, left, _ in found] == [0, 20, 40, 220]


def test_left_edges_are_labelled_sparsely() -> None:
    """Labels stand at least 22 px apart: with cells of 20 px, under every second position of stride 1."""
    root = drawn(Geometry(kind="convolution", i=8, k=3))
    labels = [
        element.text
        for element in root.iter()
        if element.tag == "text" and element.get("text-anchor") == "middle"
    ]
    assert labels == ["0", "2", "4"]
