"""Judging a job: every way a check can end, and what the tally makes of it."""

import os
import sys

import pytest

from grader.judging.judge import judge
from grader.model.errors import CourseError, SandboxUnavailable
from grader.model.outcome import Outcome

ONE = '''
@pytest.mark.points(2)
def test_double(submission):
    """It doubles."""
    assert submission.double(4) == 8, "double(4) is not 8"
'''


def outcomes(result):
    """By check, how it ended."""
    return {one.check.name: one.outcome.value for one in result.checks}


def test_an_observed_pass_earns_all_points(judged):
    """A check whose test returns has passed, and earns its points."""
    result = judged(ONE, "def double(x): return 2 * x")
    assert outcomes(result) == {"test_double": "passed"}
    assert (result.score.earned, result.score.possible) == (2, 2)
    assert result.graded
