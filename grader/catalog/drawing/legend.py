"""The legend under a picture: a swatch and a text for each kind of mark, in columns."""

from collections.abc import Callable, Sequence

import msgspec

from grader.catalog.drawing.svg import Element, add, text_width, write_text

ROW = 22

_SWATCH = 26
_BETWEEN = 14


class Entry(msgspec.Struct, frozen=True):
    """One line of a legend: `draw` draws the swatch, its centre at (x, y) px, up to 20 × 14 px."""

    text: str
    draw: Callable[[Element, float, float], object]


def legend_height(entries: Sequence[Entry], width: float) -> int:
    """How high the legend is, in px, where it may be `width` px wide."""
    return ROW * -(-len(entries) // _columns(entries, width))


def draw_legend(parent: Element, entries: Sequence[Entry], x: float, y: float, width: float) -> None:
    """Draw the legend with its top left corner at (x, y)."""
    group = add(parent, "g", class_="legend")
    columns = _columns(entries, width)
    for index, entry in enumerate(entries):
        row, column = divmod(index, columns)
        left, middle = x + column * _pitch(entries), y + row * ROW + ROW / 2
        entry.draw(group, left + 10, middle)
        write_text(group, entry.text, left + _SWATCH, middle + 4)


def _columns(entries: Sequence[Entry], width: float) -> int:
    return max(1, int((width + _BETWEEN) // _pitch(entries)))


def _pitch(entries: Sequence[Entry]) -> float:
    return _SWATCH + max(text_width(entry.text) for entry in entries) + _BETWEEN
