"""Draw a chart of measured figures: panels side by side over one legend."""

from collections import Counter

from grader.catalog.drawing.legend import Entry, draw_legend, legend_height
from grader.catalog.drawing.marks import LOOKS, Look, draw_line, draw_mark
from grader.catalog.drawing.panel import HEIGHT, draw_panel, is_line
from grader.catalog.drawing.svg import Element, start_drawing, text_width, to_text
from grader.model.errors import CourseError
from grader.model.picture import Chart, Panel

_MARGIN = 16
_WIDTHS = {1: 500, 2: 430, 3: 289}
_LONGEST = 230
_LARGEST = 1e9


def draw_chart(chart: Chart) -> str:
    """The chart, as the text of an SVG file.

    Each series is drawn with its colour, its shape of mark (class `point`) and its dashes (class `line`).

    Raises:
        CourseError: a panel has nothing to show, a value that its axes cannot show, or a text that is too
            long; the message quotes it.
    """
    if not 1 <= len(chart.panels) <= len(_WIDTHS):
        raise CourseError(f"a chart has 1 to {len(_WIDTHS)} panels, not {len(chart.panels)}")
    panel_width = _WIDTHS[len(chart.panels)]
    for panel in chart.panels:
        _check(panel, panel_width)
    looks = _looks(chart)
    width = panel_width * len(chart.panels) + 2 * _MARGIN
    # How high it is depends on the legend, which depends on what the panels have room to label.
    drawn = start_drawing(width, HEIGHT, title=_title(chart), description=_description(chart))
    labelled = [
        draw_panel(drawn, panel, looks, _MARGIN + index * panel_width, panel_width)
        for index, panel in enumerate(chart.panels)
    ]
    missing = _missing(chart, labelled)
    entries = [_entry(name, looks[name], joined=name in _joined(chart)) for name in missing]
    if not entries:
        return to_text(drawn)
    room = width - 2 * _MARGIN - 20
    height = HEIGHT + legend_height(entries, room) + 14
    root = start_drawing(width, height, title=_title(chart), description=_description(chart))
    root.extend(drawn[len(root) :])
    draw_legend(root, entries, _MARGIN + 10, HEIGHT, room)
    return to_text(root)


def _check(panel: Panel, width: int) -> None:
    where = f"the panel {panel.title!r}"
    if not panel.series or not all(series.points for series in panel.series):
        raise CourseError(f"{where} has nothing to show; give it a series, and each series a point")
    for series in panel.series:
        for x, y in series.points:
            # Written so that nan, which is less than nothing, is refused too.
            if not (abs(x) <= _LARGEST and abs(y) <= _LARGEST) or (panel.log_x and x < 1 / _LARGEST):
                raise CourseError(
                    f"{where}: {series.name!r} has the point ({x:g}, {y:g}), which cannot be drawn; "
                    f"values are at most {_LARGEST:g}, and on a logarithmic axis at least {1 / _LARGEST:g}"
                )
    name, count = Counter(series.name for series in panel.series).most_common(1)[0]
    if count > 1:
        raise CourseError(f"{where} has {count} series called {name!r}; give each a name of its own")
    widths = {
        panel.title: (text_width(panel.title, 14, bold=True), width),
        panel.x_label: (text_width(panel.x_label), width - 170),
        panel.y_label: (text_width(panel.y_label), HEIGHT - 60),
    }
    widths |= {series.name: (text_width(series.name), _LONGEST) for series in panel.series}
    for text, (wanted, room) in widths.items():
        if wanted > room:
            raise CourseError(f"{where}: {text!r} is too long to draw; shorten it")


def _looks(chart: Chart) -> dict[str, Look]:
    names = list(dict.fromkeys(series.name for panel in chart.panels for series in panel.series))
    if len(names) > len(LOOKS):
        raise CourseError(f"the chart has {len(names)} series; at most {len(LOOKS)} can be told apart")
    return dict(zip(names, LOOKS, strict=False))


def _missing(chart: Chart, labelled: list[set[str]]) -> list[str]:
    """The series that some panel shows without their name beside them."""
    bare = [
        series.name
        for panel, named in zip(chart.panels, labelled, strict=True)
        for series in panel.series
        if series.name not in named
    ]
    return list(dict.fromkeys(bare))


def _joined(chart: Chart) -> set[str]:
    return {series.name for panel in chart.panels for series in panel.series if is_line(series)}


def _entry(name: str, look: Look, *, joined: bool) -> Entry:
    def draw(parent: Element, x: float, y: float) -> None:
        if joined:
            draw_line(parent, look, [(x - 14, y), (x + 12, y)])
        draw_mark(parent, look, x, y)

    return Entry(name, draw)


def _title(chart: Chart) -> str:
    return "; ".join(panel.title for panel in chart.panels)


def _description(chart: Chart) -> str:
    sentences = []
    for panel in chart.panels:
        sentences.append(f"{panel.title}: {panel.y_label} against {panel.x_label}.")
        for series in panel.series:
            points = ", ".join(f"({x:,.6g}; {y:,.6g})" for x, y in series.points)
            sentences.append(f"{series.name}: {points}.")
    return " ".join(sentences)
