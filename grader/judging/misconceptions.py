"""What students get who misremember a formula of convolution arithmetic: each mistake as a formula.

The right ones are relations 6, 14 and 15 of Dumoulin & Visin, "A guide to convolution arithmetic for deep
learning" (arXiv:1603.07285): o = ⌊(i + 2p − k̂)/s⌋ + 1 with k̂ = k + (k − 1)(d − 1), and
o' = s(i' − 1) + a + k − 2p.
"""

import math
from collections.abc import Callable, Mapping

import msgspec

Formula = Callable[..., int]


class Misconception(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake.

    Attributes:
        text: how it goes on after "7 is what you get ".
        formula: what it computes, called with the letters by name.
        needs: the letters without which there is no such mistake.
    """

    text: str
    formula: Formula
    needs: str = ""


def convolution(letters: str) -> dict[str, Formula]:
    """The mistakes about convolution and pooling that a relation with these letters, as in "iksp", allows."""
    return _named(_CONVOLUTION, letters)


def transposed(letters: str) -> dict[str, Formula]:
    """The mistakes about transposed convolution that a relation with these letters, as in "ikspa", allows."""
    return _named(_TRANSPOSED, letters)


def of_layers(misconceptions: Mapping[str, Formula]) -> dict[str, Formula]:
    """Those of the mistakes that can be made with a layer's arguments; from them it computes rightly."""
    return {text: formula for text, formula in misconceptions.items() if "left out" in text or "padd" in text}


def hints(misconceptions: Mapping[str, Formula], case: tuple[int, ...], right: int) -> dict[int, str]:
    """Wrong answers to one case, each with the first of the mistakes that lead to it."""
    found: dict[int, str] = {}
    for text, formula in misconceptions.items():
        if (answer := formula(*case)) != right:
            found.setdefault(answer, f"{answer} is what you get {text}")
    return found


def _named(mistakes: tuple[Misconception, ...], letters: str) -> dict[str, Formula]:
    return {one.text: _in_order(one.formula, letters) for one in mistakes if set(one.needs) <= set(letters)}


def _in_order(formula: Formula, letters: str) -> Formula:
    return lambda *case: formula(**dict(zip(letters, case, strict=True)))


def _wide(k: int, d: int) -> int:
    return k + (k - 1) * (d - 1)


_CONVOLUTION = (
    Misconception(
        text="when the result is rounded up; a partial step is no step",
        formula=lambda i, k, s, p=0, d=1: math.ceil((i + 2 * p - _wide(k, d)) / s) + 1,
        needs="s",
    ),
    Misconception(
        text="with round() instead of the floor",
        formula=lambda i, k, s, p=0, d=1: round((i + 2 * p - _wide(k, d)) / s) + 1,
        needs="s",
    ),
    Misconception(
        text="when the padding is counted on one side only",
        formula=lambda i, k, p, s=1, d=1: (i + p - _wide(k, d)) // s + 1,
        needs="p",
    ),
    Misconception(
        text="when the padding is left out",
        formula=lambda i, k, p, s=1, d=1: (i - _wide(k, d)) // s + 1,  # noqa: ARG005  (that is the mistake)
        needs="p",
    ),
    Misconception(
        text="when the stride is left out",
        formula=lambda i, k, s, p=0, d=1: i + 2 * p - _wide(k, d) + 1,  # noqa: ARG005  (that is the mistake)
        needs="s",
    ),
    Misconception(
        text="when the dilation is left out",
        formula=lambda i, k, d, s=1, p=0: (i + 2 * p - k) // s + 1,  # noqa: ARG005  (that is the mistake)
        needs="d",
    ),
    Misconception(
        text="with d zeros between two taps of the kernel; there are d − 1",
        formula=lambda i, k, d, s=1, p=0: (i + 2 * p - k - (k - 1) * d) // s + 1,
        needs="d",
    ),
    Misconception(
        text="when the dilated kernel is taken to be k·d wide; its last tap has no gap behind it",
        formula=lambda i, k, d, s=1, p=0: (i + 2 * p - k * d) // s + 1,
        needs="d",
    ),
    Misconception(
        text="without the + 1; the first position of the kernel counts too",
        formula=lambda i, k, s=1, p=0, d=1: (i + 2 * p - _wide(k, d)) // s,
    ),
    Misconception(
        text="when the + 1 is divided by the stride too",
        formula=lambda i, k, s, p=0, d=1: (i + 2 * p - _wide(k, d) + 1) // s,
        needs="s",
    ),
    Misconception(
        text="with + 2 in place of the + 1",
        formula=lambda i, k, s=1, p=0, d=1: (i + 2 * p - _wide(k, d)) // s + 2,
    ),
    Misconception(
        text="when the kernel is not subtracted",
        formula=lambda i, k, s=1, p=0, d=1: (i + 2 * p) // s,  # noqa: ARG005  (that is the mistake)
    ),
)
_TRANSPOSED = (
    Misconception(
        text="with the formula of the direct convolution",
        formula=lambda i, k, s=1, p=0, a=0: (i + 2 * p - k) // s + 1,  # noqa: ARG005  (that is the mistake)
    ),
    Misconception(
        text="when the output padding is left out",
        formula=lambda i, k, a, s=1, p=0: s * (i - 1) + k - 2 * p,  # noqa: ARG005  (that is the mistake)
        needs="a",
    ),
    Misconception(
        text="when the output padding is added on both sides",
        formula=lambda i, k, a, s=1, p=0: s * (i - 1) + 2 * a + k - 2 * p,
        needs="a",
    ),
    Misconception(
        text="when the padding is added; here it takes away",
        formula=lambda i, k, p, s=1, a=0: s * (i - 1) + a + k + 2 * p,
        needs="p",
    ),
    Misconception(
        text="when the padding is counted on one side only",
        formula=lambda i, k, p, s=1, a=0: s * (i - 1) + a + k - p,
        needs="p",
    ),
    Misconception(
        text="when the padding is left out",
        formula=lambda i, k, p, s=1, a=0: s * (i - 1) + a + k,  # noqa: ARG005  (that is the mistake)
        needs="p",
    ),
    Misconception(
        text="when the stride is left out",
        formula=lambda i, k, s, p=0, a=0: i - 1 + a + k - 2 * p,  # noqa: ARG005  (that is the mistake)
        needs="s",
    ),
    Misconception(
        text="with s·i in place of s·(i − 1); there are no zeros behind the last input",
        formula=lambda i, k, s, p=0, a=0: s * i + a + k - 2 * p,
        needs="s",
    ),
    Misconception(
        text="when the kernel is left out",
        formula=lambda i, k, s=1, p=0, a=0: s * (i - 1) + a - 2 * p,  # noqa: ARG005  (that is the mistake)
    ),
    Misconception(
        text="with + 1 too much",
        formula=lambda i, k, s=1, p=0, a=0: s * (i - 1) + a + k - 2 * p + 1,
    ),
    Misconception(
        text="with − 1 too much",
        formula=lambda i, k, s=1, p=0, a=0: s * (i - 1) + a + k - 2 * p - 1,
    ),
)
