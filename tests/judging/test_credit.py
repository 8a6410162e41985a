"""Partial credit."""

import pytest

from grader.judging.credit import PartialCredit


@pytest.mark.parametrize("fraction", [-0.1, 1.0, float("nan")])
def test_a_credit_outside_its_range_is_refused(fraction: float) -> None:
    """Partial credit is at least nothing and less than everything."""
    with pytest.raises(ValueError, match="not in"):
        PartialCredit(fraction, "nearly")


def test_a_credit_without_a_message_is_refused() -> None:
    """Whoever takes points away says why."""
    with pytest.raises(ValueError, match="message"):
        PartialCredit(0.5, " ")
