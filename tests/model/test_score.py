"""The arithmetic of scores."""

import math
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from grader.model.score import Score, total

POINTS = st.floats(0, 1000)
SCORES = st.tuples(POINTS, st.floats(0, 1)).map(
    lambda pair: Score(earned=pair[0] * pair[1], possible=pair[0])
)


@given(SCORES)
def test_a_fraction_lies_between_nothing_and_all(score: Score) -> None:
    """What is earned of what is possible is a number from 0 to 1."""
    assert 0.0 <= score.fraction <= 1.0


@given(POINTS)
def test_nothing_possible_is_nothing_earned(points: float) -> None:
    """Where no points can be had the fraction is 0, not 1; where all are earned it is 1."""
    assert Score(earned=0.0, possible=0.0).fraction == 0.0
    assert Score(earned=points, possible=points).fraction == (1.0 if points else 0.0)


@given(st.lists(SCORES))
def test_a_total_is_exact(scores: list[Score]) -> None:
    """The total is the exact sum of its parts, rounded once."""
    whole = total(scores)
    assert whole.earned == float(sum((Fraction(score.earned) for score in scores), Fraction()))
    assert whole.possible == float(sum((Fraction(score.possible) for score in scores), Fraction()))


@given(st.lists(SCORES), st.randoms(use_true_random=False))
def test_a_total_does_not_depend_on_the_order(scores: list[Score], random: Random) -> None:
    """Shuffled parts have the same total."""
    shuffled = list(scores)
    random.shuffle(shuffled)
    assert total(shuffled) == total(scores)


def test_ten_tenths_are_one() -> None:
    """A total of ten tenths is 1, which a running sum would miss."""
    tenths = [Score(earned=0.1, possible=0.1)] * 10
    assert total(tenths) == Score(earned=1.0, possible=1.0)
    assert total(iter(tenths)).fraction == 1.0


def test_what_is_unknown_makes_the_total_unknown() -> None:
    """A NaN among the parts is a NaN in the total, never a zero."""
    whole = total([Score(earned=1.0, possible=1.0), Score(earned=math.nan, possible=2.0)])
    assert math.isnan(whole.earned)
    assert whole.possible == 3.0
