"""From values to places on an axis, with ticks at round values."""

import math
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from grader.catalog.drawing.svg import SMALLEST_TEXT, text_width

# So that no mark lies on the frame.
_PADDING = 0.07
_ROUND = (1, 2, 5)


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """An axis from `low` to `high`, in units of its values, or of their logarithms to base 10."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False
    percent: bool = False

    def at(self, value: float) -> float:
        """Where the value lies, from 0 (the axis's beginning) to 1 (its end)."""
        place = math.log10(value) if self.log else value
        return (place - self.low) / (self.high - self.low)

    def spell(self, value: float) -> str:
        """A measured value, as a text beside its mark."""
        return f"{value:.2%}".replace("%", " %") if self.percent else f"{value:,.6g}"

    @property
    def labels(self) -> tuple[str, ...]:
        """The ticks' texts, all with the same number of decimals."""
        values = [100 * tick if self.percent else tick for tick in self.ticks]
        decimals = next(
            (n for n in range(12) if all(math.isclose(value, round(value, n)) for value in values)), 12
        )
        return tuple(f"{value:,.{decimals}f}" + " %" * self.percent for value in values)


def fit_scale(
    values: Sequence[float], room: float, *, log: bool = False, percent: bool = False, upright: bool = False
) -> Scale:
    """The scale that shows all values, and as many round ticks as can be read.

    Args:
        values: finite, and positive for a logarithmic scale.
        room: the axis's length in px.
        log: whether equal steps are equal factors.
        percent: whether values in [0, 1] are spelt as percentages.
        upright: whether it is the y axis, where labels stand above each other.
    """
    places = [math.log10(value) for value in values] if log else list(values)
    low, high = min(places), max(places)
    # A lone value gets room around it: a factor of 2, or a tenth of itself.
    spread = _PADDING * (high - low) or (0.3 if log else abs(low) / 10 or 1.0)
    low, high = low - spread, high + spread
    if log:
        low, high = _round_ends(low, high)
    bare = Scale(low=low, high=high, ticks=(), log=log, percent=percent)
    whole = all(value == round(value) for value in values) and not percent
    for ticks in _powers(low, high) if log else _multiples(low, high, whole=whole):
        kept = tuple(tick for tick in ticks if not percent or 0 <= tick <= 1)
        scale = msgspec.structs.replace(bare, ticks=kept)
        if _legible(scale, room, upright=upright):
            return scale
    return bare


def _round_ends(low: float, high: float) -> tuple[float, float]:
    """The nearest 1, 2 or 5 times a power of 10 below and above, as logarithms."""
    ends = [exponent + math.log10(factor) for exponent in _exponents(low, high) for factor in _ROUND]
    return max(end for end in ends if end <= low), min(end for end in ends if end >= high)


def _powers(low: float, high: float) -> list[list[float]]:
    """Sets of ticks for a logarithmic axis, the fullest first."""
    every, tens = (
        [factor * 10.0**exponent for exponent in _exponents(low, high) for factor in factors]
        for factors in (_ROUND, (1,))
    )
    # A billionth of slack: an end of the axis is itself a tick, whatever its logarithm was rounded to.
    every, tens = (
        [tick for tick in ticks if low - 1e-9 <= math.log10(tick) <= high + 1e-9] for ticks in (every, tens)
    )
    sparse = [tens[::stride] for stride in (1, 2, 3, 5)]
    return [every, *(ticks for ticks in sparse if len(ticks) > 1), [every[0], every[-1]]]


def _multiples(low: float, high: float, *, whole: bool) -> list[list[float]]:
    """Sets of ticks for a linear axis, the fullest first; whole numbers are counted in whole steps."""
    exponent = math.floor(math.log10(high - low))
    sets = []
    for power in range(exponent - 1, exponent + 2):
        for factor in _ROUND:
            step = factor * 10.0**power
            counts = range(math.ceil(low / step), math.floor(high / step) + 1)
            if counts and not (whole and power < 0):
                sets.append([round(count * step, max(0, -power)) for count in counts])
    return sets


def _exponents(low: float, high: float) -> range:
    return range(math.floor(low) - 1, math.ceil(high) + 1)


def _legible(scale: Scale, room: float, *, upright: bool) -> bool:
    if upright:
        needed = [36.0] * len(scale.ticks)
    else:
        needed = [text_width(label, SMALLEST_TEXT) + 12 for label in scale.labels]
    places = [scale.at(tick) * room for tick in scale.ticks]
    return all(
        after - before >= (needed[index] + needed[index + 1]) / 2
        for index, (before, after) in enumerate(pairwise(places))
    )
