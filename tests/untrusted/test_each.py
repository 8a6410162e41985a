"""Many questions in one."""

from typing import Any

import pytest

from grader.untrusted.each import answer_each


class Own(int):
    """A student's own kind of whole number."""


def test_small_numbers_are_answered_in_one_go() -> None:
    """As long as whole numbers and short lists of them come back, every case is answered, in order."""
    assert answer_each(lambda i, k: i - k, [[5, 3], [2, 7]]) == [2, -5]
    assert answer_each(lambda i: [i, i + 1], [[1], [4]]) == [[1, 2], [4, 5]]


@pytest.mark.parametrize(
    "answer", [2.0, True, "2", None, Own(2), 2**65, [2.0], [[2]], list(range(1000))], ids=repr
)
def test_anything_else_is_the_last_answer(answer: Any) -> None:
    """After an answer that may be large, or whose methods are the student's, no further case is asked."""
    asked: list[int] = []

    def function(i: int) -> Any:
        asked.append(i)
        return answer if i == 1 else i

    assert answer_each(function, [[0], [1], [2]]) == [0, answer]
    assert asked == [0, 1]


def test_an_exception_belongs_to_its_own_case() -> None:
    """What the first case raises is raised; what a later one raises ends the answers before it."""

    def refuse_odd(i: int) -> int:
        if i % 2:
            raise ValueError("odd")
        return i

    assert answer_each(refuse_odd, [[0], [2], [3], [4]]) == [0, 2]
    with pytest.raises(ValueError, match="odd"):
        answer_each(refuse_odd, [[3], [4]])
