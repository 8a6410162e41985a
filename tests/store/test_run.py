"""One run as a gradebook remembers it."""

from collections.abc import Callable

import msgspec

from grader.model.exercise import Check
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.store.run import Run


def test_checks_are_those_of_a_graded_result(
    make_job: Callable[..., Job], make_result: Callable[..., JobResult]
) -> None:
    """What an exercise expects is read from a graded result before one with an internal error."""
    check = Check(name="test_other", description="", points=1.0)
    broken = make_result(make_job("ada"), checks=(CheckResult(check=check, outcome=Outcome.INTERNAL_ERROR),))
    empty, graded = make_result(make_job("bob"), checks=()), make_result(make_job("cy"), Outcome.FAILED)
    run = Run(started_at="", terms=Terms(), exercises=(), submissions=(), results=(broken, empty, graded))
    assert run.checks == {"mlp": (graded.checks[0].check,)}
    assert msgspec.structs.replace(run, results=(empty, broken)).checks == {"mlp": (check,)}


def test_checks_are_absent_before_any_result() -> None:
    """An exercise that nobody's job has finished has no entry, rather than an empty one."""
    assert Run(started_at="", terms=Terms(), exercises=(), submissions=()).checks == {}
