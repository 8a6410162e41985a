"""Runs on file, and the lines that follow from them."""

import statistics
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.judging.training import DISAGREEMENT
from grader.model.calibration import FEWEST_RUNS, MARGIN, Calibration
from grader.model.regimen import Regimen

accuracies = st.lists(st.integers(100, 1000).map(lambda count: count / 1000), min_size=2, max_size=300)


def calibration(values: list[float], **fields: Any) -> Calibration:
    """Runs of a solution with these accuracies."""
    return Calibration(
        **{
            "exercise": "mlp",
            "data": "mnist",
            "device": "cpu",
            "torch": ("2.4.0",),
            "regimen": Regimen(epochs=2),
            "solution": "abc",
            "accuracies": dict(enumerate(values)),
        }
        | fields
    )


@pytest.mark.parametrize(
    ("lowest", "full", "partial"),
    [
        (0.9656, 0.965, 0.95),
        (0.965, 0.965, 0.95),
        (0.9649, 0.96, 0.94),
        (0.978, 0.975, 0.965),
        (1.0, 1.0, 1.0),
    ],
)
def test_lines_of_a_narrow_distribution(lowest: float, full: float, partial: float) -> None:
    """Where the runs lie close together, no line is above any of fewer than a hundred; partial follows."""
    lines = calibration([lowest] * 50).lines
    assert (lines.full, lines.partial) == (full, partial)


def test_lines_of_a_wide_distribution() -> None:
    """The wider the runs are spread, the farther below their mean lies the line."""
    # The mean is .95 and the deviation just above .01, so that three of them end just below .92.
    assert calibration([0.94, 0.96] * 50).lines.full == pytest.approx(0.915)
    assert calibration([0.945, 0.955] * 50).lines.full == pytest.approx(0.93)


def test_no_more_than_the_regimen_asks() -> None:
    """Where the runs reach more than is asked for, the line is what is asked; it is never raised to that."""
    runs = [0.984, 0.985, 0.986] * 20
    assert calibration(runs).lines.full == pytest.approx(0.98)
    assert calibration(runs, regimen=Regimen(epochs=2, asks=0.97)).lines.full == pytest.approx(0.97)
    assert calibration(runs, regimen=Regimen(epochs=2, asks=0.99)).lines.full == pytest.approx(0.98)


def test_one_run_in_a_hundred_may_miss() -> None:
    """Of a hundred runs one below the line does not lower it, and is counted; a second one does lower it."""
    one = calibration([0.965, *[0.975] * 99])
    assert (one.lines.full, one.misses) == (0.97, 1)
    assert one.miss_bound == pytest.approx(0.0466, abs=1e-4)
    assert one.loss_bound == pytest.approx(0.0466**3, rel=0.01)
    two = calibration([0.965, 0.965, *[0.975] * 98])
    assert (two.lines.full, two.misses) == (0.965, 0)


@settings(deadline=None)
@given(accuracies)
def test_the_full_line_is_the_highest_that_its_rule_allows(values: list[float]) -> None:
    """The line meets both conditions; half a percent higher, it would break one of them."""
    one = calibration(values)
    full = one.lines.full
    usual = statistics.mean(values) - 3 * statistics.stdev(values)

    def holds(line: float) -> bool:
        return line <= usual + 1e-8 and sum(value < line - 1e-8 for value in values) <= len(values) // 100

    assert holds(full) or full == 0.005
    assert not holds(full + 0.005)
    assert one.misses == sum(value < full for value in values)
    assert full * 200 == pytest.approx(round(full * 200))
    assert 0 < one.lines.partial <= full <= 1


@settings(deadline=None)
@given(accuracies)
def test_partial_credit_takes_half_as_many_mistakes_again(values: list[float]) -> None:
    """The partial line lies there, rounded up to half a percent, wherever that is above nothing."""
    lines = calibration(values).lines
    exact = max(0.005, 1 - 1.5 * (1 - lines.full))
    assert exact - 1e-9 <= lines.partial < exact + 0.005


def test_fewest_runs_are_those_that_promise_something() -> None:
    """With so many runs and no miss full credit is lost at most once in a thousand times; with fewer not."""
    assert not calibration([0.97] * (FEWEST_RUNS - 1)).enough
    assert calibration([0.97] * (FEWEST_RUNS - 1)).loss_bound > 0.001
    assert calibration([0.97] * FEWEST_RUNS).enough
    assert calibration([0.97] * FEWEST_RUNS).loss_bound <= 0.001


def test_the_margin_is_what_the_judge_lets_pass() -> None:
    """Who stops above full and margin is above full by both ways to count."""
    assert MARGIN >= DISAGREEMENT
    assert calibration([0.97, 0.97]).lines.margin == MARGIN


@pytest.mark.parametrize(
    ("fields", "differing"),
    [
        ({}, ""),
        ({"accuracies": {}}, ""),
        ({"torch": ("2.15.0+cu132", "2.9.1")}, ""),
        ({"torch": ("3.0.0",)}, "major version of torch"),
        ({"torch": ("2.4.0", "3.0.0")}, "major version of torch"),
        ({"solution": "abd"}, "solution"),
        ({"regimen": Regimen(epochs=3)}, "regimen"),
        ({"regimen": Regimen(epochs=2, lr=0.01)}, "regimen"),
        ({"device": "cuda"}, "device"),
        ({"data": "digits"}, "data"),
        ({"exercise": "cnn"}, "exercise"),
    ],
)
def test_what_may_be_mixed(fields: dict[str, Any], differing: str) -> None:
    """Runs of the same solution, trained in the same way by the same major version of torch."""
    assert calibration([0.9]).differing(calibration([0.9], **fields)) == differing


def test_runs_are_added_by_seed() -> None:
    """They stand sorted by seed, with every version of torch, and survive being written and read."""
    one = calibration([], accuracies={5: 0.95, 7: 0.96})
    more = one.with_runs({11: 0.97, 5: 0.94, 0: 0.93}, torch=("2.10.0",))
    assert list(more.accuracies.items()) == [(0, 0.93), (5, 0.94), (7, 0.96), (11, 0.97)]
    assert more.torch == ("2.10.0", "2.4.0")
    assert msgspec.json.decode(msgspec.json.encode(more), type=Calibration) == more
