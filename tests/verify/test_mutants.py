"""Mutants and their limits, with an executor on whose machine whatever is hurried runs out of time."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from grader.model.exercise import Check, Exercise
from grader.model.job import Job, Terms
from grader.model.limits import Limits
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.verify.bench import Bench, Case, Graded
from grader.verify.claim import Claim
from grader.verify.equivalent import Equivalent
from grader.verify.mutants import mutants_are_caught, try_mutants

pytest.importorskip("cosmic_ray", reason="cosmic-ray is not installed")

SOLUTION = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"
LISTED = Equivalent(function="double", before="return 2 * x", after="return 2 + x", reason="x is two")


class SlowExecutor:
    """Sums are right and time out if they are hurried; `return` never ends; all else is wrong at once."""

    def __init__(self) -> None:
        self.asked: list[Job] = []

    def prepare(self) -> None:
        """Nothing to prepare."""

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """One check for each job."""
        for job in jobs:
            self.asked.append(job)
            source = job.submission.source
            slow = b"2 + x" in source and job.exercise.limits.call_s < Limits().call_s
            outcome = Outcome.PASSED if b"2 + x" in source else Outcome.FAILED
            if slow or b"return\n" in source:
                outcome = Outcome.TIMED_OUT
            yield JobResult(
                key=job.key, student=job.submission.student, slug="double", checks=(checked(outcome),)
            )

    def close(self) -> None:
        """Nothing to close."""


def checked(outcome: Outcome) -> CheckResult:
    """The one check there is, with this outcome."""
    check = Check(name="test_double", description="Twice two is four.", points=1.0)
    return CheckResult(check=check, outcome=outcome)


@pytest.fixture
def verified(tmp_path: Path) -> Callable[..., tuple[Claim, SlowExecutor]]:
    """The claim on the mutants of a solution that doubles, and who was asked."""
    path = tmp_path / "double.py"
    path.write_text(SOLUTION, encoding="utf-8")
    exercise = Exercise(slug="double", title="Double", folder=str(tmp_path))

    def verify(*listed: Equivalent) -> tuple[Claim, SlowExecutor]:
        executor = SlowExecutor()
        result = JobResult(key="", student="", slug="double", checks=(checked(Outcome.PASSED),))
        solution = Graded(case=Case(label="", source=b"", exercise=exercise), result=result)
        tried = try_mutants(exercise, path, solution, Bench(executor, Terms()))
        return mutants_are_caught(exercise, path, tried, listed), executor

    return verify


Verified = Callable[..., tuple[Claim, SlowExecutor]]


def test_a_survivor_in_time_trouble_is_told(verified: Verified) -> None:
    """Who earns everything with the exercise's own limits survives, though the tight ones are too tight."""
    (problem,) = verified()[0].problems
    assert "after:  return 2 + x\n  earns full credit" in problem


def test_an_equivalent_in_time_trouble_is_not_stale(verified: Verified) -> None:
    """One that is listed as no mistake is not taken for caught because the machine was busy."""
    claim, _ = verified(LISTED)
    assert claim.problems == ()
    assert claim.said.endswith("/0/1")


def test_only_who_ran_out_of_time_is_graded_again(verified: Verified) -> None:
    """The full limits are for those alone, once each; who runs out of them too is caught."""
    claim, executor = verified()
    unhurried = [job.submission.source for job in executor.asked if job.exercise.limits == Limits()]
    assert len(unhurried) == 2
    assert sum(b"return\n" in source for source in unhurried) == 1
    assert claim.said == f"{len(executor.asked) - 3}/1/0"
