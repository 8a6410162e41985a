"""Every position of the kernel: a dot in the grid for each, and one axis of them bracketed below it."""

from itertools import pairwise

from grader.catalog.drawing.axis import Axis
from grader.catalog.drawing.svg import FAINT, INK, Element, add, write_text
from grader.catalog.drawing.words import enumerate_edges

_ROW = 11
_MOST_ROWS = 6
_LABEL_ROOM = 22


def positions_height(axis: Axis) -> int:
    """How high the brackets and their text are below the grid, in px."""
    return 20 + _ROW * _rows(axis, _bracketed(axis)) + 18


def draw_positions(root: Element, axis: Axis, *, x: int, y: int, cell: int) -> None:
    """Draw them for the grid whose top left corner is (x, y) px, with cells of `cell` px.

    A dot of class `position` for each position in two dimensions, a path of class `bracket` for each along
    the axis (where many overlap, the first three and the last), and the left edge's index under its cell.
    """
    dots = add(root, "g", fill=INK)
    for row in axis.edges:
        for column in axis.edges:
            centre = {"cx": x + column * cell + cell * 0.2, "cy": y + row * cell + cell * 0.2}
            add(dots, "circle", class_="position", r=min(2.6, cell * 0.13), **centre)
    below = y + axis.size * cell
    step = axis.edges[1] - axis.edges[0] if axis.output > 1 else 1
    every = -(-_LABEL_ROOM // (step * cell))
    for edge in axis.edges[::every]:
        write_text(root, str(edge), x + (edge + 0.5) * cell, below + 14, size=11, anchor="middle")
    shown = _bracketed(axis)
    rows = _rows(axis, shown)
    for index, edge in enumerate(shown):
        _draw_bracket(
            root, x + edge * cell, x + (edge + axis.span) * cell, below + 24 + index % rows * _ROW, index
        )
    many = "s" * (axis.output > 1)
    text = f"left edge{many} {enumerate_edges(axis.edges)}: {axis.output} position{many} per axis"
    write_text(root, text, x, below + 20 + rows * _ROW + 14, fill=FAINT)


def _bracketed(axis: Axis) -> tuple[int, ...]:
    if _rows(axis, axis.edges) <= _MOST_ROWS:
        return axis.edges
    return (*axis.edges[:3], axis.edges[-1])


def _rows(axis: Axis, shown: tuple[int, ...]) -> int:
    """As many rows as brackets overlap, so that those of one row do not touch."""
    steps = [after - before for before, after in pairwise(shown)]
    return min(len(shown), -(-axis.span // min(steps))) if steps else 1


def _draw_bracket(root: Element, left: float, right: float, y: float, index: int) -> None:
    path = f"M{left + 2} {y - 4}V{y}H{right - 2}V{y - 4}"
    looks = (
        {"stroke": "#a85400", "stroke-width": "3"} if index == 0 else {"stroke": INK, "stroke-width": "1.2"}
    )
    add(root, "path", class_="bracket", d=path, fill="none", **looks)
