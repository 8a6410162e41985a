"""The formulas in a picture come to what stands beside them."""

import re

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from grader.catalog.drawing.axis import lay_out
from grader.catalog.drawing.words import (
    description_of,
    enumerate_edges,
    formula_of,
    input_notes,
    numbers_of,
    title_of,
)
from grader.model.errors import CourseError
from grader.model.picture import Geometry

geometries = st.builds(
    Geometry,
    kind=st.sampled_from(["convolution", "transposed"]),
    i=st.integers(1, 12),
    k=st.integers(1, 4),
    s=st.integers(1, 3),
    p=st.integers(0, 3),
    d=st.integers(1, 3),
    a=st.integers(0, 2),
)


@settings(deadline=None)
@given(geometries)
def test_a_formula_comes_to_its_result(geometry: Geometry) -> None:
    """The formula with its numbers, evaluated, is the output size that is written after it."""
    try:
        axis = lay_out(geometry)
    except CourseError:
        reject()
    *_, numbers, result = formula_of(geometry, axis).split(" = ")
    spelt = numbers.translate(str.maketrans({"−": "-", "·": "*", "⌊": "(", "⌋": ")", "/": "//"}))
    spelt = re.sub(r"(\d)\(", r"\1*(", spelt)
    assert eval(spelt) == int(result) == axis.output  # noqa: S307  (we wrote it)


def test_numbers_are_those_that_matter() -> None:
    """Dilation and output padding are named where there are any."""
    assert numbers_of(Geometry(kind="convolution", i=5, k=3, s=2, p=1)) == "i = 5, k = 3, s = 2, p = 1"
    said = numbers_of(Geometry(kind="transposed", i=3, k=3, s=2, p=1, a=1))
    assert said == "i\N{PRIME} = 3, k = 3, s = 2, p = 1, a = 1"
    assert "d = 2; k̂ = k + (k − 1)(d − 1) = 3 + (3 − 1)(2 − 1) = 5" in numbers_of(
        Geometry(kind="convolution", i=7, k=3, d=2)
    )


@pytest.mark.parametrize(
    ("geometry", "note"),
    [
        (Geometry(kind="convolution", i=4, k=3), ""),
        (Geometry(kind="convolution", i=5, k=3, p=1), "with padding 1: 7 × 7"),
        (Geometry(kind="transposed", i=2, k=3), "with zeros around: 6 × 6"),
        (Geometry(kind="transposed", i=2, k=3, s=2), "with zeros between and around: 7 × 7"),
        (Geometry(kind="transposed", i=2, k=3, s=2, p=2), "with zeros between: 3 × 3"),
    ],
)
def test_what_surrounds_the_input_is_said(geometry: Geometry, note: str) -> None:
    """The line under the heading says which zeros make the input's grid larger."""
    assert input_notes(geometry, lay_out(geometry)) == (f"input {geometry.i} × {geometry.i}", note)


def test_the_picture_is_said_in_words() -> None:
    """Title and description name the sizes, the positions, and what no kernel reaches."""
    geometry = Geometry(kind="convolution", i=6, k=3, s=2, p=1)
    assert title_of(geometry) == "Convolution of a 6 × 6 input with a 3 × 3 kernel, stride 2, padding 1"
    said = description_of(geometry, lay_out(geometry))
    assert "left edge stands at 0, 2, 4" in said
    assert "The output is 3 × 3. 1 of 8 cells per axis are reached by no kernel." in said


def test_many_edges_are_abridged() -> None:
    """More than six edges are the first three and the last."""
    assert enumerate_edges((0, 1, 2, 3, 4, 5)) == "0, 1, 2, 3, 4, 5"
    assert enumerate_edges(tuple(range(0, 26, 2))) == "0, 2, 4, …, 24"
