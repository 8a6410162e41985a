"""How long a check and a job may take, and which limits a check may have of its own."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from grader.judging.collect import collect
from grader.judging.examination import MOST_TIMEOUTS, Examination
from grader.judging.fixtures import Fixtures
from grader.judging.subject import Subject
from grader.judging.suite import run_pytest
from grader.model import errors
from grader.model.job import Job
from grader.model.limits import Limits
from grader.model.outcome import Outcome
from grader.model.result import JobResult


def test_a_check_is_given_its_own_time(
    judged: Callable[..., JobResult], make_sandbox: Callable[..., Any]
) -> None:
    """A time_limit mark replaces the exercise's limit for that check's questions."""
    tests = '''
@pytest.mark.points(1)
@pytest.mark.time_limit(500)
def test_long(submission):
    """Long."""
    submission.f()

@pytest.mark.points(1)
def test_short(submission):
    """Short."""
    submission.f()
'''
    sandbox = make_sandbox()
    judged(tests, "def f(): return 1", sandbox=sandbox)
    load, *asked = sandbox.workers[0].timeouts_s
    assert load <= 10
    assert all(400 < limit <= 500 for limit in asked[:2])
    assert all(limit <= 20 for limit in asked[2:])


def test_a_check_is_given_its_own_limits(
    judged: Callable[..., JobResult], make_sandbox: Callable[..., Any]
) -> None:
    """A limits mark gives that check, and no other, a worker that has them."""
    tests = '''
@pytest.mark.points(1)
def test_before(submission):
    """As ever."""
    assert submission.count() == 1, "wrong"

@pytest.mark.points(1)
@pytest.mark.limits(open_files=20, output_bytes=100)
def test_limited(submission):
    """With limits of its own."""
    assert submission.count() == 1, "wrong"

@pytest.mark.points(1)
def test_after(submission):
    """As ever."""
    assert submission.count() == 2, "wrong"
'''
    sandbox = make_sandbox()
    source = "n = [0]\ndef count():\n    n[0] += 1\n    say(f'{LIMITS.open_files} ')\n    return n[0]"
    result = judged(tests, source, sandbox=sandbox)
    assert [one.outcome for one in result.checks] == [Outcome.PASSED] * 3
    assert result.feedback == "Your program printed:\n\n64 20 64"


@pytest.mark.parametrize(
    ("fault", "outcome"), [("TimedOut", Outcome.TIMED_OUT), ("CpuLimit", Outcome.CPU_LIMIT)]
)
def test_after_three_timeouts_the_rest_is_not_waited_for(
    judged: Callable[..., JobResult], fault: str, outcome: Outcome
) -> None:
    """An endless loop costs the time of three checks; the others end as the last one, without being run."""
    check = '''
@pytest.mark.points(1)
def test_{0}(submission):
    """Check {0}."""
    submission.loop()
'''
    source = f"from grader.model.errors import Student{fault} as Late\ndef loop(): raise Late('too long')"
    result = judged("".join(check.format(number) for number in range(6)), source)
    assert [one.outcome for one in result.checks] == [outcome] * 6
    run = [one.message for one in result.checks if one.message == "too long"]
    assert len(run) == MOST_TIMEOUTS
    assert "not run" in result.checks[-1].message


def test_a_job_out_of_time_ends_at_once(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """The check that is running when the job's time is up is told so; the rest is not run."""
    tests = "".join(
        f'@pytest.mark.points(1)\ndef test_{number}(submission):\n    """Check."""\n    submission.wait()\n'
        for number in range(3)
    )
    job = make_job(tests, "def wait():\n    pass_time()\n    raise Overdue('', 'used 3 s')")
    limits = Limits(job_s=60, call_s=100)
    job = msgspec.structs.replace(job, exercise=msgspec.structs.replace(job.exercise, limits=limits))
    now_s = [0.0]
    sandbox = make_sandbox(Overdue=errors.StudentOverdue, pass_time=lambda: now_s.append(60.0))
    subject = Subject(
        job.submission,
        limits,
        lambda limits: sandbox.start(limits, files={}),
        lambda: now_s[-1],
    )
    examination = Examination(job, collect(job.exercise), subject, None)
    run_pytest([job.exercise.tests_path], [examination, Fixtures(examination)])
    said = "the exercise, with all its checks, ran longer than the 60 s it may take"
    first, *rest = examination.verdicts.values()
    assert (first.outcome, first.message) == (Outcome.JOB_TIME_LIMIT, f"{said} (used 3 s)")
    assert [(one.outcome, one.message) for one in rest] == [(Outcome.NOT_RUN, f"not run, because {said}")] * 2
    assert len(sandbox.workers) == 1
