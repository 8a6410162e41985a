"""Many questions in one: what a function answers to case after case."""

from collections.abc import Callable, Sequence
from typing import Any

_SMALL_BITS, _FEW = 64, 256


def answer_each(function: Callable[..., Any], cases: Sequence[Sequence[Any]]) -> list[Any]:
    """The answers to the first cases, at least one, up to the first that is not small whole numbers.

    What the first call raises passes through; what a later one raises ends the list before it, and that case
    will be asked again by itself.
    """
    answers: list[Any] = []
    for case in cases:
        try:
            answer = function(*case)
        except BaseException:
            if not answers:
                raise
            break
        answers.append(answer)
        if not _is_small(answer):
            break
    return answers


def _is_small(answer: Any) -> bool:
    # A student's own kind of int or list is none of these: its methods are the student's.
    if type(answer) is int:
        return answer.bit_length() <= _SMALL_BITS
    plain = type(answer) is list or type(answer) is tuple
    return plain and len(answer) <= _FEW and all(type(one) is int and _is_small(one) for one in answer)
