"""Pictures of convolution arithmetic show what torch computes."""

from collections import Counter
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
import torch
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from grader.catalog.drawing.geometry import draw_geometry
from grader.model.errors import CourseError
from grader.model.picture import Geometry

Count = Callable[[str], Counter[str]]
Read = Callable[[str], ET.Element]
Strays = Callable[[str], list[str]]
EXAMPLES = [
    Geometry(kind="convolution", i=4, k=3),
    Geometry(kind="convolution", i=5, k=4, p=2),
    Geometry(kind="convolution", i=5, k=3, p=1),
    Geometry(kind="convolution", i=5, k=3, p=2),
    Geometry(kind="convolution", i=5, k=3, s=2),
    Geometry(kind="convolution", i=6, k=3, s=2, p=1),
    Geometry(kind="pooling", i=28, k=3, s=2),
    Geometry(kind="transposed", i=2, k=3),
    Geometry(kind="transposed", i=2, k=3, s=2),
    Geometry(kind="transposed", i=3, k=3, s=2, p=1, a=1),
    Geometry(kind="convolution", i=7, k=3, d=2),
]
geometries = st.builds(
    Geometry,
    kind=st.sampled_from(["convolution", "transposed", "pooling"]),
    i=st.integers(1, 12),
    k=st.integers(1, 4),
    s=st.integers(1, 3),
    p=st.integers(0, 3),
    d=st.integers(1, 3),
    a=st.integers(0, 1),
)
drawn = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.filter_too_much])


def drawing_of(geometry: Geometry) -> str:
    """The picture of a geometry that is possible."""
    try:
        return draw_geometry(geometry)
    except CourseError:
        reject()


def layer_of(geometry: Geometry) -> torch.nn.Module:
    """Torch's own layer of these numbers."""
    k, s, p, d = geometry.k, geometry.s, geometry.p, geometry.d
    if geometry.kind == "transposed":
        return torch.nn.ConvTranspose2d(1, 1, k, s, p, geometry.a, dilation=d)
    if geometry.kind == "pooling":
        return torch.nn.MaxPool2d(k, s, p, d)
    return torch.nn.Conv2d(1, 1, k, s, p, d)


@drawn
@given(geometries)
def test_cells_are_as_many_as_torch_computes(count: Count, read: Read, geometry: Geometry) -> None:
    """There is one output cell, and one position, for each of torch's outputs; i² inputs; k² taps."""
    drawing = drawing_of(geometry)
    output = layer_of(geometry)(torch.zeros(1, 1, geometry.i, geometry.i))
    found = count(drawing)
    assert found["output"] == found["position"] == output.numel()
    assert found["input"] == geometry.i**2
    assert found["tap"] == geometry.k**2
    text = "".join(read(drawing).itertext())
    assert f"output {output.shape[-1]} × {output.shape[-1]}" in text
    assert f"= {output.shape[-1]}" in text


@drawn
@given(geometries)
def test_texts_lie_inside(stray_texts: Strays, read: Read, geometry: Geometry) -> None:
    """No text leaves the viewBox or is smaller than 11 px, and no picture is wider than 900 px."""
    drawing = drawing_of(geometry)
    assert stray_texts(drawing) == []
    assert float(read(drawing).attrib["width"]) <= 900


@pytest.mark.parametrize("geometry", EXAMPLES, ids=str)
def test_the_course_s_pictures(stray_texts: Strays, read: Read, geometry: Geometry) -> None:
    """Each case of the course fits, says what it is in words, and is drawn the same each time."""
    drawing = draw_geometry(geometry)
    assert stray_texts(drawing) == []
    root = read(drawing)
    assert float(root.attrib["width"]) <= 900
    title, description = root[0], root[1]
    assert f"{geometry.i} × {geometry.i} input" in (title.text or "")
    assert "The output is" in (description.text or "")
    assert draw_geometry(geometry) == drawing


def test_padding_that_no_kernel_reaches(count: Count) -> None:
    """With i = 6, k = 3, s = 2, p = 1 the far row and column, 15 of 8 × 8 cells, are hatched."""
    drawing = draw_geometry(Geometry(kind="convolution", i=6, k=3, s=2, p=1))
    found = count(drawing)
    assert (found["unreached"], found["padding"], found["bracket"]) == (15, 28, 3)
    assert "no kernel reaches these" in drawing
    assert "o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(6 + 2·1 − 3)/2⌋ + 1 = 3" in drawing


def test_zeros_between_and_beside_inputs(count: Count) -> None:
    """Of a transposed convolution's zeros those between inputs, around them and of output padding differ."""
    drawing = draw_geometry(Geometry(kind="transposed", i=3, k=3, s=2, p=1, a=1))
    found = count(drawing)
    assert [found[role] for role in ("input", "between", "padding", "added")] == [9, 16, 24, 15]
    assert "o\N{PRIME} = s(i\N{PRIME} − 1) + a + k − 2p = 2(3 − 1) + 1 + 3 − 2·1 = 6" in drawing


def test_dilation(count: Count) -> None:
    """A dilated kernel has its nine taps and a window of k̂ = 5."""
    drawing = draw_geometry(Geometry(kind="convolution", i=7, k=3, d=2))
    assert count(drawing)["tap"] == 9
    assert "k̂ = k + (k − 1)(d − 1) = 3 + (3 − 1)(2 − 1) = 5" in drawing


def test_padding_of_pooling_is_no_zero(read: Read) -> None:
    """A maximum ignores padding, so that pooling's is drawn without zeros."""
    root = read(draw_geometry(Geometry(kind="pooling", i=6, k=3, s=2, p=1)))
    zeros = [text for text in root.iter() if text.text == "0"]
    assert len(zeros) == 1, "only the first left edge is labelled 0"


def test_too_large_to_draw() -> None:
    """A geometry of which cells would be too small is refused with its sizes."""
    with pytest.raises(CourseError, match=r"i = 100.*100 cells beside 98; 12\d fit"):
        draw_geometry(Geometry(kind="convolution", i=100, k=3))
