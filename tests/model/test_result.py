"""What grading observed, and what it adds up to."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult

OUTCOMES = st.sampled_from(Outcome)


def check_result(outcome: Outcome, points: float = 1.0, earned: float | None = None) -> CheckResult:
    """A check's result; unless told otherwise, only a pass earns."""
    check = Check(name="test_it", description="It works.", points=points)
    if earned is None:
        earned = points if outcome is Outcome.PASSED else 0.0
    return CheckResult(check=check, outcome=outcome, earned=earned)


def job_result(*checks: CheckResult) -> JobResult:
    """A job's result with these checks."""
    return JobResult(key="k", student="ada", slug="mlp", checks=checks)


@given(OUTCOMES, st.floats(0, 100))
def test_a_check_earns_nothing_unless_it_is_said(outcome: Outcome, points: float) -> None:
    """A result that does not say what was earned has earned 0, whatever its outcome."""
    check = Check(name="test_it", description="", points=points)
    assert CheckResult(check=check, outcome=outcome).earned == 0.0


@given(st.lists(st.tuples(OUTCOMES, st.floats(0, 100))))
def test_a_score_is_what_its_checks_earned(checks: list[tuple[Outcome, float]]) -> None:
    """Where only passes earn, a job's score is the points of its passes of the points of all its checks."""
    score = job_result(*(check_result(outcome, points) for outcome, points in checks)).score
    assert score.possible == math.fsum(points for _, points in checks)
    assert score.earned == math.fsum(points for outcome, points in checks if outcome is Outcome.PASSED)


@pytest.mark.parametrize("earned", [-0.5, 1.5, math.nan, math.inf, -math.inf])
def test_no_check_earns_beyond_its_points(earned: float) -> None:
    """A result with less than nothing, more than all or no number cannot be made."""
    with pytest.raises(ValueError, match=r"test_it earned .+ of 1.0 points"):
        check_result(Outcome.FAILED, earned=earned)


def test_a_job_without_checks_is_no_success() -> None:
    """Silence is not run, not graded and worth nothing."""
    empty = job_result()
    assert (empty.outcome, empty.graded, empty.score.fraction) == (Outcome.NOT_RUN, False, 0.0)


@pytest.mark.parametrize("outcome", Outcome)
def test_the_outcome_of_a_check_alone_is_its_jobs(outcome: Outcome) -> None:
    """Every outcome there is has its place among the others."""
    assert job_result(check_result(outcome)).outcome is outcome


@given(st.lists(OUTCOMES, min_size=1))
def test_one_internal_error_keeps_a_score_back(outcomes: list[Outcome]) -> None:
    """A job is graded exactly when no check ended in an internal error, which otherwise is its outcome."""
    result = job_result(*(check_result(outcome) for outcome in outcomes))
    assert result.graded == (Outcome.INTERNAL_ERROR not in outcomes)
    assert result.graded or result.outcome is Outcome.INTERNAL_ERROR


@given(st.lists(OUTCOMES, min_size=1))
def test_a_job_passes_only_with_every_check(outcomes: list[Outcome]) -> None:
    """The outcome is one that was seen, whatever the order, and is a pass only when all passed."""
    result = job_result(*(check_result(outcome) for outcome in outcomes))
    assert result.outcome in outcomes
    assert result.outcome is job_result(*reversed(result.checks)).outcome
    assert (result.outcome is Outcome.PASSED) == (set(outcomes) == {Outcome.PASSED})


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_gravity(outcome: Outcome) -> None:
    """An outcome that all checks share is the job's: none is forgotten in the order of gravity."""
    assert job_result(check_result(outcome)).outcome is outcome
