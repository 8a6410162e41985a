"""The arithmetic of scores."""

import math
from collections.abc import Iterable

import msgspec


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """Points earned of points possible."""

    earned: float
    possible: float

    @property
    def fraction(self) -> float:
        """Earned over possible, in [0, 1]; nothing possible is nothing earned."""
        return self.earned / self.possible if self.possible > 0 else 0.0


def total(scores: Iterable[Score]) -> Score:
    """The sum, exact to the last bit of its parts (`math.fsum`)."""
    parts = list(scores)
    return Score(
        earned=math.fsum(score.earned for score in parts),
        possible=math.fsum(score.possible for score in parts),
    )
