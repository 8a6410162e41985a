"""One panel of a chart: its frame, its ticks, its series, and labels beside lone points."""

from collections.abc import Mapping
from itertools import pairwise

import msgspec

from grader.catalog.drawing.marks import Look, draw_line, draw_mark
from grader.catalog.drawing.scale import Scale, fit_scale
from grader.catalog.drawing.svg import FAINT, SMALLEST_TEXT, Element, add, text_width, write_text
from grader.model.picture import Panel, Series

HEIGHT = 340

_TOP = 44
_BOTTOM = 54
_RIGHT = 34
_AWAY = 10
_LABEL = 30


class Box(msgspec.Struct, frozen=True):
    """A rectangle in px."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: "Box") -> bool:
        """Whether the other lies within."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def meets(self, other: "Box") -> bool:
        """Whether the two overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


class Plot(msgspec.Struct, frozen=True):
    """A frame with its two scales."""

    frame: Box
    x: Scale
    y: Scale

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """Where a point lies, in px."""
        frame = self.frame
        across = frame.left + self.x.at(point[0]) * (frame.right - frame.left)
        return across, frame.bottom - self.y.at(point[1]) * (frame.bottom - frame.top)


def draw_panel(root: Element, panel: Panel, looks: Mapping[str, Look], left: float, width: float) -> set[str]:
    """Draw the panel from `left` px on, `width` px wide and `HEIGHT` high.

    Returns:
        The names of the series that are labelled here, so that they need no legend.
    """
    plot = _plot(panel, left, width)
    _draw_frame(root, panel, plot)
    for series in panel.series:
        places = [plot.place(point) for point in series.points]
        if is_line(series):
            draw_line(root, looks[series.name], places, "line")
        for x, y in places:
            draw_mark(root, looks[series.name], x, y, "point")
    return _label_lone_points(root, panel, plot)


def is_line(series: Series) -> bool:
    """Whether its points are joined: x grows from each to the next."""
    points = series.points
    return len(points) > 1 and all(before[0] < after[0] for before, after in pairwise(points))


def _plot(panel: Panel, left: float, width: float) -> Plot:
    xs = [x for series in panel.series for x, _ in series.points]
    ys = [y for series in panel.series for _, y in series.points]
    percent = "accuracy" in panel.y_label.lower() and all(0 <= y <= 1 for y in ys)
    y_scale = fit_scale(ys, HEIGHT - _TOP - _BOTTOM, percent=percent, upright=True)
    labels = max((text_width(label, SMALLEST_TEXT) for label in y_scale.labels), default=0.0)
    frame = Box(left + 30 + labels, _TOP, left + width - _RIGHT, HEIGHT - _BOTTOM)
    return Plot(frame, fit_scale(xs, frame.right - frame.left, log=panel.log_x), y_scale)


def _draw_frame(root: Element, panel: Panel, plot: Plot) -> None:
    frame, middle = plot.frame, (plot.frame.left + plot.frame.right) / 2
    lines = add(root, "g", stroke="#d9d9d9")
    for tick, label in zip(plot.x.ticks, plot.x.labels, strict=True):
        x = frame.left + plot.x.at(tick) * (frame.right - frame.left)
        add(lines, "line", class_="tick", x1=x, x2=x, y1=frame.top, y2=frame.bottom + 4)
        write_text(root, label, x, frame.bottom + 18, size=SMALLEST_TEXT, anchor="middle", fill=FAINT)
    for tick, label in zip(plot.y.ticks, plot.y.labels, strict=True):
        y = frame.bottom - plot.y.at(tick) * (frame.bottom - frame.top)
        add(lines, "line", class_="tick", x1=frame.left - 4, x2=frame.right, y1=y, y2=y)
        write_text(root, label, frame.left - 8, y + 4, size=SMALLEST_TEXT, anchor="end", fill=FAINT)
    size = {"width": frame.right - frame.left, "height": frame.bottom - frame.top}
    add(root, "rect", x=frame.left, y=frame.top, **size).attrib.update({"fill": "none", "stroke": "#8a8a8a"})
    write_text(root, panel.title, middle, 28, size=14, anchor="middle", bold=True)
    note = " (logarithmic)" * panel.log_x
    write_text(root, panel.x_label + note, middle, frame.bottom + 40, anchor="middle")
    x = frame.left - max((text_width(label, SMALLEST_TEXT) for label in plot.y.labels), default=0.0) - 14
    turned = write_text(root, panel.y_label, 0, 0, anchor="middle")
    turned.set("transform", f"translate({x:.2f} {(frame.top + frame.bottom) / 2:.2f}) rotate(-90)")


def _label_lone_points(root: Element, panel: Panel, plot: Plot) -> set[str]:
    places = [plot.place(point) for series in panel.series for point in series.points]
    taken = [Box(x - 7, y - 7, x + 7, y + 7) for x, y in places]
    labelled = set()
    lines_too = any(len(series.points) > 1 for series in panel.series)
    for series in [] if lines_too else panel.series:
        x, y = series.points[0]
        value = f"{plot.x.spell(x)}; {plot.y.spell(y)}"
        spot = _free_spot(series, value, plot, taken)
        if spot is None:
            continue
        taken.append(spot.box)
        labelled.add(series.name)
        # A white seam lifts the texts off the grid's lines.
        group = add(root, "g", class_="label", paint_order="stroke", stroke="#ffffff", stroke_width=4)
        left, top = spot.text, spot.box.top
        write_text(group, series.name, left, top + 12, bold=True, anchor=spot.anchor)
        write_text(group, value, left, top + 26, size=SMALLEST_TEXT, fill=FAINT, anchor=spot.anchor)
    return labelled


def _free_spot(series: Series, value: str, plot: Plot, taken: list[Box]) -> "_Spot | None":
    width = max(text_width(series.name, bold=True), text_width(value, SMALLEST_TEXT))
    x, y = plot.place(series.points[0])
    frame, half = plot.frame, width / 2
    middle = min(max(x, frame.left + half + 3), frame.right - half - 3)
    level = min(max(y - _LABEL / 2, frame.top + 3), frame.bottom - _LABEL - 3)
    for anchor, left, top in (
        ("start", x + _AWAY, level),
        ("end", x - _AWAY - width, level),
        ("middle", middle - half, y + _AWAY),
        ("middle", middle - half, y - _AWAY - _LABEL),
    ):
        box = Box(left, top, left + width, top + _LABEL)
        if frame.holds(box) and not any(box.meets(other) for other in taken):
            return _Spot(anchor, box)
    return None


class _Spot(msgspec.Struct, frozen=True):
    """Where a label of two lines has room, and which end of it is at the mark."""

    anchor: str
    box: Box

    @property
    def text(self) -> float:
        ends = {"start": self.box.left, "end": self.box.right}
        return ends.get(self.anchor, (self.box.left + self.box.right) / 2)
