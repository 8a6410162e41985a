"""SVG is written the same everywhere."""

import math
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.catalog.drawing.svg import add, number, start_drawing, text_width, to_text, write_text
from grader.model.errors import CourseError


@given(st.floats(-1e6, 1e6))
def test_numbers_are_plain(value: float) -> None:
    """A number is written with at most two decimals, no exponent and no minus zero, near its value."""
    said = number(value)
    assert math.isclose(float(said), value, abs_tol=0.0051)
    assert "e" not in said
    assert said != "-0"
    assert len(said.partition(".")[2]) <= 2


def test_a_drawing_is_its_text() -> None:
    """Attributes are sorted and each element has its line, so that these very bytes come out."""
    root = start_drawing(20, 10, title="a < b", description="words")
    add(root, "line", y1=1 / 3, x1=2, stroke_width=1.50, class_="tick")
    assert to_text(root) == (
        '<svg font-family="sans-serif" height="10" role="img" viewBox="0 0 20 10" width="20" '
        'xmlns="http://www.w3.org/2000/svg">\n'
        " <title>a &lt; b</title>\n"
        " <desc>words</desc>\n"
        ' <rect class="paper" fill="#ffffff" height="9" rx="8" stroke="#cccccc" width="19" x="0.5" '
        'y="0.5" />\n'
        ' <line class="tick" stroke-width="1.5" x1="2" y1="0.33" />\n'
        "</svg>\n"
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_are_kept_or_refused(read: Callable[[str], ET.Element], text: str) -> None:
    """A text is read back as it was written; one that XML cannot hold is refused."""
    root = start_drawing(20, 10, title="title", description="words")
    if not text.isprintable():
        with pytest.raises(CourseError, match="cannot be printed"):
            write_text(root, text, 0, 0)
        return
    write_text(root, text, 0, 0)
    assert (read(to_text(root))[-1].text or "") == text


def test_width_grows_with_size_and_weight() -> None:
    """A text is estimated wider where it is longer, larger or bold."""
    assert text_width("ab") < text_width("abc") < text_width("abc", 14) < text_width("abc", 14, bold=True)
