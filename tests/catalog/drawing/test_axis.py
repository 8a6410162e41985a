"""The layout of an axis is torch's arithmetic."""

import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from torch.nn import functional

from grader.catalog.drawing.axis import lay_out
from grader.model.errors import CourseError
from grader.model.picture import Geometry

unhurried = settings(deadline=None)
small = st.integers(1, 5)
numbers = st.builds(dict, i=st.integers(1, 9), k=small, s=small, p=st.integers(0, 5), d=st.integers(1, 3))
directs = st.builds(lambda taken: Geometry(kind="convolution", **taken), numbers)
transposeds = st.builds(
    lambda taken, a: Geometry(kind="transposed", a=a, **taken), numbers, st.integers(min_value=0, max_value=4)
)


@unhurried
@given(directs)
def test_direct_sizes_are_those_of_torch(geometry: Geometry) -> None:
    """A convolution's axis has torch's output size, and is refused where torch refuses it."""
    layer = torch.nn.Conv1d(1, 1, geometry.k, geometry.s, geometry.p, geometry.d)
    try:
        size = layer(torch.zeros(1, 1, geometry.i)).shape[-1]
    except RuntimeError:
        with pytest.raises(CourseError, match=f"i = {geometry.i}, k = {geometry.k}"):
            lay_out(geometry)
        return
    assert lay_out(geometry).output == size


@unhurried
@given(directs)
def test_reached_cells_have_a_gradient(geometry: Geometry) -> None:
    """A cell counts as reached just where torch's output depends on it."""
    try:
        axis = lay_out(geometry)
    except CourseError:
        reject()
    cells = torch.zeros(1, 1, axis.size, requires_grad=True)
    weights = torch.ones(1, 1, geometry.k)
    functional.conv1d(cells, weights, stride=geometry.s, dilation=geometry.d).sum().backward()
    assert cells.grad is not None
    assert axis.reached == set(cells.grad[0, 0].nonzero()[:, 0].tolist())


@unhurried
@given(transposeds, st.integers(0, 1000))
def test_a_transposed_layout_computes_what_torch_does(geometry: Geometry, seed: int) -> None:
    """Walking the flipped kernel over the laid out zeros and inputs gives torch's transposed convolution."""
    torch.manual_seed(seed)
    inputs, weights = torch.randn(geometry.i), torch.randn(geometry.k)
    arguments = {"stride": geometry.s, "padding": geometry.p, "dilation": geometry.d}
    try:
        wanted = functional.conv_transpose1d(
            inputs[None, None], weights[None, None], output_padding=geometry.a, **arguments
        )
    except RuntimeError:
        with pytest.raises(CourseError, match=f"a = {geometry.a}"):
            lay_out(geometry)
        return
    axis = lay_out(geometry)
    cells = torch.zeros(axis.size)
    cells[[role == "input" for role in axis.roles]] = inputs
    flipped = weights.flip(0)
    got = torch.stack([cells[[edge + tap for tap in axis.taps]] @ flipped for edge in axis.edges])
    torch.testing.assert_close(got, wanted[0, 0])


@unhurried
@given(st.integers(1, 12), small, small, st.integers(0, 5))
def test_pooling_sizes_are_those_of_torch(i: int, k: int, s: int, p: int) -> None:
    """A pooling's axis has torch's output size, and is refused where torch refuses it."""
    geometry = Geometry(kind="pooling", i=i, k=k, s=s, p=p)
    try:
        size = torch.nn.MaxPool1d(k, s, p)(torch.zeros(1, 1, i)).shape[-1]
    except RuntimeError:
        with pytest.raises(CourseError, match=f"pooling with i = {i}"):
            lay_out(geometry)
        return
    assert lay_out(geometry).output == size


def test_the_guide_s_example_leaves_padding_unreached() -> None:
    """With i = 6, k = 3, s = 2, p = 1 only the far zero of padding is reached by no kernel."""
    axis = lay_out(Geometry(kind="convolution", i=6, k=3, s=2, p=1))
    assert axis.edges == (0, 2, 4)
    assert set(range(axis.size)) - axis.reached == {7}
    assert axis.roles[7] == "padding"


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        (Geometry(kind="convolution", i=0, k=3), "i = 0, k = 3"),
        (Geometry(kind="convolution", i=5, k=3, s=0), "s = 0"),
        (Geometry(kind="convolution", i=5, k=3, p=-1), "p = -1"),
        (Geometry(kind="convolution", i=5, k=3, a=1), "only a transposed convolution"),
        (Geometry(kind="transposed", i=5, k=3, s=2, a=2), "a must be less"),
        (Geometry(kind="convolution", i=10**9, k=3), "too large to draw"),
    ],
)
def test_impossible_numbers_are_named(geometry: Geometry, said: str) -> None:
    """What no layer has is refused with its numbers and the reason."""
    with pytest.raises(CourseError, match=said):
        lay_out(geometry)
