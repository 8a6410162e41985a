"""How a check ended, in words."""

import pytest

from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.result import CheckResult
from grader.report.words import count, ended

CHECK = Check(name="t", description="D.", points=2.0)


def test_every_outcome_has_words_of_its_own() -> None:
    """No outcome that a student may see is without words, and no two have the same."""
    words = [
        ended(CheckResult(check=CHECK, outcome=one)) for one in Outcome if one is not Outcome.INTERNAL_ERROR
    ]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("earned", [0.5, 1.5])
def test_a_part_of_the_points_is_partly_passed(earned: float) -> None:
    """Whatever ended the check, some points are told from none."""
    assert ended(CheckResult(check=CHECK, outcome=Outcome.FAILED, earned=earned)) == "partly passed"


def test_one_is_singular() -> None:
    """Only one point is `1 point`."""
    assert [count(number, "point") for number in (0, 0.5, 1, 2.25)] == [
        "0 points", "0.5 points", "1 point", "2.25 points"
    ]  # fmt: skip
