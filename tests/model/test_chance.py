"""Bounds on a chance, held to scipy's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from grader.model.chance import chance_bound

trials = st.integers(1, 400)


@pytest.mark.parametrize(
    ("count", "seen", "percent"), [(100, 0, 2.95), (29, 0, 9.81), (100, 1, 4.66), (10, 10, 100), (0, 0, 100)]
)
def test_known_bounds(count: int, seen: int, percent: float) -> None:
    """As the tables have them, at 95 %."""
    assert 100 * chance_bound(count, seen) == pytest.approx(percent, abs=0.005)


@settings(deadline=None)
@given(st.data(), trials, st.floats(0.5, 0.999))
def test_it_is_clopper_and_pearsons(data: st.DataObject, count: int, confidence: float) -> None:
    """The bound is the quantile of Beta(m + 1, n − m)."""
    seen = data.draw(st.integers(0, count - 1))
    expected = beta.ppf(confidence, seen + 1, count - seen)
    assert chance_bound(count, seen, confidence) == pytest.approx(expected, abs=1e-9)


@settings(deadline=None)
@given(st.data(), trials)
def test_it_falls_with_trials_and_grows_with_what_was_seen(data: st.DataObject, count: int) -> None:
    """One more trial without the event lowers the bound, one with it raises it."""
    seen = data.draw(st.integers(0, count - 1))
    bound = chance_bound(count, seen)
    assert chance_bound(count + 1, seen) < bound < chance_bound(count + 1, seen + 1)
    assert seen / count < bound <= 1


@pytest.mark.parametrize(
    ("count", "seen", "confidence"), [(3, 4, 0.95), (3, -1, 0.95), (3, 1, 1.0), (3, 1, 0.0)]
)
def test_impossible_questions(count: int, seen: int, confidence: float) -> None:
    """What cannot have been seen has no bound."""
    with pytest.raises(ValueError, match="must hold"):
        chance_bound(count, seen, confidence)
