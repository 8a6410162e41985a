"""Charts show every point, and their texts stay apart."""

from collections import Counter
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.catalog.drawing.chart import draw_chart
from grader.model.errors import CourseError
from grader.model.picture import Chart, Panel, Series

Strays = Callable[[str], list[str]]
SIZES = Panel(
    title="Accuracy for the size",
    x_label="parameters",
    y_label="accuracy",
    log_x=True,
    series=(Series(name="MLP", points=((397_510, 0.9717),)), Series(name="CNN", points=((28_938, 0.9883),))),
)
SHIFTS = Panel(
    title="Accuracy under shift",
    x_label="shift in pixels",
    y_label="accuracy",
    series=(
        Series(name="MLP", points=((0, 0.97), (1, 0.93), (2, 0.8), (3, 0.6), (4, 0.5))),
        Series(name="CNN", points=((0, 0.98), (1, 0.98), (2, 0.96), (3, 0.9), (4, 0.7))),
    ),
)
floats = st.floats(-1e9, 1e9)
panels = st.builds(
    Panel,
    title=st.just("title"),
    x_label=st.just("shift in pixels"),
    y_label=st.sampled_from(["accuracy", "loss"]),
    series=st.lists(
        st.builds(
            Series,
            name=st.sampled_from(["MLP", "CNN", "another network"]),
            points=st.lists(st.tuples(floats, floats | st.floats(0, 1)), min_size=1, max_size=4).map(tuple),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda series: series.name,
    ).map(tuple),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(panels, min_size=1, max_size=3))
def test_points_are_all_drawn(
    count: Callable[[str], Counter[str]], stray_texts: Strays, drawn: list[Panel]
) -> None:
    """Any chart of finite values has one mark for each point, and no text outside."""
    drawing = draw_chart(Chart(panels=tuple(drawn)))
    assert count(drawing)["point"] == sum(len(series.points) for panel in drawn for series in panel.series)
    assert stray_texts(drawing) == []


def test_the_course_s_chart(count: Callable[[str], Counter[str]], stray_texts: Strays) -> None:
    """Accuracy against size and against shift: two lone points labelled, two lines, percent."""
    drawing = draw_chart(Chart(panels=(SIZES, SHIFTS)))
    found = count(drawing)
    assert (found["point"], found["line"], found["label"]) == (12, 2, 2)
    for text in ("397,510; 97.17 %", "28,938; 98.83 %", ">500,000<", ">100 %<", "CNN: (28,938; 0.9883)."):
        assert text in drawing
    assert stray_texts(drawing) == []
    assert drawing == draw_chart(Chart(panels=(SIZES, SHIFTS)))


def test_a_series_looks_the_same_in_each_panel(read: Callable[[str], ET.Element]) -> None:
    """MLP and CNN have the same colours in both panels, other shapes than each other, and other dashes."""
    root = read(draw_chart(Chart(panels=(SIZES, SHIFTS))))
    looks = Counter(
        (element.tag.rpartition("}")[2], element.attrib["fill"])
        for element in root.iter()
        if element.get("class") == "point"
    )
    assert looks == {("circle", "#0072b2"): 6, ("polygon", "#d55e00"): 6}
    lines = [element for element in root.iter() if element.get("class") == "line"]
    assert [line.get("stroke-dasharray") for line in lines] == [None, "8 4"]


def test_labels_of_neighbours_do_not_overlap(read: Callable[[str], ET.Element]) -> None:
    """Two points at nearly one place have their labels at different heights or sides."""
    near = (Series(name="one", points=((1000, 0.97),)), Series(name="two", points=((1001, 0.9701),)))
    panel = Panel(title="near", x_label="x", y_label="accuracy", series=(*near,))
    root = read(draw_chart(Chart(panels=(panel,))))
    labels = [group[0] for group in root.iter() if group.get("class") == "label"]
    assert len({(text.get("y"), text.get("text-anchor")) for text in labels}) == len(labels) == 2


def test_points_out_of_order_are_not_joined(count: Callable[[str], Counter[str]]) -> None:
    """A series whose x does not grow is a cloud."""
    cloud = Series(name="cloud", points=((2, 1.0), (1, 2.0), (3, 3.0)))
    panel = Panel(title="t", x_label="x", y_label="y", series=(cloud,))
    assert count(draw_chart(Chart(panels=(panel,))))["line"] == 0


def panel_of(*series: Series, log_x: bool = False, title: str = "sizes") -> Panel:
    """A panel of these series."""
    return Panel(title=title, x_label="x", y_label="y", series=series, log_x=log_x)


@pytest.mark.parametrize(
    ("panels", "said"),
    [
        ((), "1 to 3 panels, not 0"),
        ((panel_of(),), "'sizes' has nothing to show"),
        ((panel_of(Series(name="a", points=())),), "'sizes' has nothing to show"),
        ((panel_of(Series(name="a", points=((float("nan"), 1.0),))),), r"'a' has the point \(nan, 1\)"),
        ((panel_of(Series(name="a", points=((1.0, float("nan")),))),), r"'a' has the point \(1, nan\)"),
        ((panel_of(Series(name="a", points=((1.0, float("inf")),))),), r"'a' has the point \(1, inf\)"),
        ((panel_of(Series(name="a", points=((0.0, 1.0),)), log_x=True),), r"\(0, 1\).*logarithmic"),
        ((panel_of(*[Series(name="a", points=((0.0, 1.0),))] * 2),), "2 series called 'a'"),
        ((panel_of(Series(name="a" * 99, points=((0.0, 1.0),))),), "aaa' is too long"),
        ((panel_of(*[Series(name=str(n), points=((0.0, 1.0),)) for n in range(7)]),), "7 series; at most 6"),
    ],
)
def test_what_cannot_be_drawn_is_named(panels: tuple[Panel, ...], said: str) -> None:
    """A chart that cannot be drawn is refused with the offending panel, series or value."""
    with pytest.raises(CourseError, match=said):
        draw_chart(Chart(panels=panels))
