"""A worker that stands ready before its job begins."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from grader.judging.ahead import Ahead
from grader.judging.judge import judge
from grader.model.errors import SandboxError, SandboxUnavailable
from grader.model.job import Job
from grader.model.limits import Limits

TESTS = '''
@pytest.mark.points(1)
def test_it(submission):
    """It."""
    assert submission.double(2) == 4
'''
RIGHT = "def double(x): return 2 * x"


def test_the_worker_is_there_before_the_job_begins(make_job: Callable[..., Job], make_sandbox: Any) -> None:
    """One worker is started in all, and judging with it gives what judging without it gives."""
    job, plain, sandbox = make_job(TESTS, RIGHT), make_sandbox(), make_sandbox()
    with closing(Ahead(sandbox)) as ahead:
        ahead.prepare(job, None)
        assert (sandbox.live, len(sandbox.workers), sandbox.workers[0].requests) == (1, 1, [])
        prepared = judge(job, ahead)
    assert (sandbox.live, len(sandbox.workers)) == (0, 1)
    without = judge(job, plain)
    assert prepared.score == without.score
    assert [one.outcome for one in prepared.checks] == [one.outcome for one in without.checks]
    assert sandbox.workers[0].requests == plain.workers[0].requests


def test_it_is_given_away_once(make_job: Callable[..., Job], make_sandbox: Any) -> None:
    """The second who asks for such a worker gets a new one."""
    job, sandbox = make_job(TESTS), make_sandbox()
    ahead = Ahead(sandbox)
    ahead.prepare(job, None)
    for number in (1, 2):
        with ahead.start(job.exercise.limits, files={}) as worker:
            assert worker is sandbox.workers[number - 1]
            assert len(sandbox.workers) == number
        assert sandbox.live == 0


def test_another_kind_of_worker_is_started_anew(make_job: Callable[..., Job], make_sandbox: Any) -> None:
    """Who asks for other limits gets a worker with those, and the one that waits goes on waiting."""
    job, sandbox = make_job(TESTS), make_sandbox()
    ahead = Ahead(sandbox)
    ahead.prepare(job, None)
    with ahead.start(Limits(cpu_s=3), files={}):
        assert sandbox.started_with["limits"] == Limits(cpu_s=3)
    with ahead.start(job.exercise.limits, files={}) as worker:
        assert worker is sandbox.workers[0]


def test_one_that_ended_while_it_waited_is_replaced(make_job: Callable[..., Job], make_sandbox: Any) -> None:
    """Its end is nobody's fault: the job is judged in another, and earns what it earns."""
    job, sandbox = make_job(TESTS, RIGHT), make_sandbox()
    ahead = Ahead(sandbox)
    ahead.prepare(job, None)
    sandbox.workers[0].lives = False
    assert judge(job, ahead).score.fraction == 1.0
    assert (len(sandbox.workers), sandbox.workers[0].requests) == (2, [])
    assert sandbox.live == 0


@pytest.mark.parametrize("error", [SandboxUnavailable("no wall"), SandboxError("no worker")])
def test_one_that_cannot_be_started_is_told_of_when_it_is_needed(
    make_job: Callable[..., Job], make_sandbox: Any, error: Exception
) -> None:
    """Getting ready raises nothing; judging raises what it would without."""
    job = make_job(TESTS)
    ahead = Ahead(make_sandbox(refuses=error))
    ahead.prepare(job, None)
    with pytest.raises(type(error), match=str(error)):
        judge(job, ahead)


def test_what_is_not_run_has_none(make_job: Callable[..., Job], make_sandbox: Any) -> None:
    """For a submission with a problem no worker is started."""
    sandbox = make_sandbox()
    Ahead(sandbox).prepare(make_job(TESTS, problem="there is no mlp.py"), None)
    assert sandbox.workers == []


def test_closing_ends_one_that_nobody_needed(make_job: Callable[..., Job], make_sandbox: Any) -> None:
    """A worker that was never asked for ends, whatever becomes of its job."""
    sandbox = make_sandbox()
    ahead = Ahead(sandbox)
    ahead.prepare(make_job(TESTS), None)
    assert sandbox.live == 1
    ahead.close()
    assert sandbox.live == 0
