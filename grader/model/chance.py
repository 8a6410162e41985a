"""How often something can happen that was seen m times in n independent trials."""

import math

CONFIDENCE = 0.95
# Halving an interval of length 1 so often leaves less than a double can tell.
_HALVINGS = 60


def chance_bound(trials: int, seen: int, confidence: float = CONFIDENCE) -> float:
    """The one-sided upper bound on a chance, in [0, 1]: only in 1 − confidence of all cases is it too low.

    It holds whatever the distribution (Clopper and Pearson, "The use of confidence or fiducial limits
    illustrated in the case of the binomial", Biometrika 26, 1934): the bound is the p with

        Σ_{k ≤ m} C(n, k) · p^k · (1 − p)^(n − k) = 1 − confidence

    so that with m = 0 it is 1 − (1 − confidence)^(1/n), about 3/n.

    Args:
        trials: n, at least 0; without a trial nothing is known, and the bound is 1.
        seen: m, in [0, n].
        confidence: in (0, 1).

    Raises:
        ValueError: one of them is not in its range.
    """
    if not (0 <= seen <= trials and 0 < confidence < 1):
        raise ValueError(
            f"{seen} of {trials} trials at a confidence of {confidence}; 0 <= seen <= trials and "
            "0 < confidence < 1 must hold"
        )
    if seen == trials:
        return 1.0
    below, above = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (below + above) / 2
        if _at_most(seen, trials, middle) > 1 - confidence:
            below = middle
        else:
            above = middle
    return above


def _at_most(seen: int, trials: int, chance: float) -> float:
    """The probability that it happens at most `seen` times; 0 < chance < 1."""
    happens, happens_not = math.log(chance), math.log1p(-chance)
    return math.fsum(
        math.exp(_log_choices(trials, count) + count * happens + (trials - count) * happens_not)
        for count in range(seen + 1)
    )


def _log_choices(trials: int, count: int) -> float:
    return math.lgamma(trials + 1) - math.lgamma(count + 1) - math.lgamma(trials - count + 1)
