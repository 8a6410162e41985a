"""Scales hold their values and have round ticks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.catalog.drawing.scale import fit_scale
from grader.catalog.drawing.svg import text_width

values = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=6)
positive = st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=6)


@given(values, st.booleans())
def test_values_lie_on_a_linear_axis(taken: list[float], upright: bool) -> None:
    """Every value and every tick lies within the axis, and greater values lie farther."""
    scale = fit_scale(taken, 300, upright=upright)
    assert all(0 <= scale.at(value) <= 1 for value in (*taken, *scale.ticks))
    assert all(scale.at(low) <= scale.at(high) for low, high in pairwise(sorted(taken)))
    assert list(scale.ticks) == sorted(set(scale.ticks))


@given(positive)
def test_values_lie_on_a_logarithmic_axis(taken: list[float]) -> None:
    """Every value lies within; the ticks are 1, 2 or 5 times powers of ten, and their labels do not touch."""
    scale = fit_scale(taken, 300, log=True)
    assert all(0 <= scale.at(value) <= 1 for value in taken)
    assert all(f"{tick:e}"[0] in "125" and set(f"{tick:e}"[2:8]) == {"0"} for tick in scale.ticks)
    widths = [text_width(label, 11) for label in scale.labels]
    places = [300 * scale.at(tick) for tick in scale.ticks]
    spots = list(zip(places, widths, strict=True))
    assert all(left + wide / 2 < right - width / 2 for (left, wide), (right, width) in pairwise(spots))


@pytest.mark.parametrize(
    ("taken", "options", "labels"),
    [
        ([28_938, 397_510], {"log": True}, ("20,000", "50,000", "100,000", "200,000", "500,000")),
        ([0, 1, 2, 3, 4], {}, ("0", "1", "2", "3", "4")),
        ([0.98, 0.5], {"percent": True, "upright": True}, ("50 %", "60 %", "70 %", "80 %", "90 %", "100 %")),
        ([0.9717, 0.9883], {"percent": True, "upright": True}, ("97.5 %", "98.0 %", "98.5 %")),
        ([0.0, 0.25], {"upright": True}, ("0.00", "0.05", "0.10", "0.15", "0.20", "0.25")),
    ],
)
def test_round_ticks(taken: list[float], options: dict[str, bool], labels: tuple[str, ...]) -> None:
    """The course's own figures have the ticks that a person would choose."""
    assert fit_scale(taken, 300, **options).labels == labels


def test_no_percentage_above_a_hundred() -> None:
    """The room above 100 % has no tick."""
    scale = fit_scale([1.0, 0.0], 400, percent=True, upright=True)
    assert (scale.labels[0], scale.labels[-1]) == ("0 %", "100 %")


def test_measured_values_are_spelt_out() -> None:
    """A value is a percentage with two decimals, or a number with its thousands apart."""
    assert fit_scale([0.97171], 200, percent=True).spell(0.97171) == "97.17 %"
    assert fit_scale([397_510], 200).spell(397_510) == "397,510"
