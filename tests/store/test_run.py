"""One run as a gradebook remembers it."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from grader.model.exercise import Check
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome, Visibility
from grader.model.publication import Publication
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


def test_a_run_is_reported_at_a_time() -> None:
    """Dates that are said at the time of reporting stand in the place of the run's own."""
    due = datetime(2026, 12, 1, tzinfo=UTC)
    run = Run(started_at="", terms=Terms(), exercises=(), submissions=())
    assert run.shown == {Visibility.VISIBLE}
    assert Visibility.AFTER_DUE_DATE in run.at(Publication(due=due), due).shown
