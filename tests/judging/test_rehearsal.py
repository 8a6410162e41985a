"""Checks that are run once before anybody's work is there."""

import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from grader.judging.held import HeldTests
from grader.judging.judge import judge
from grader.judging.rehearsal import rehearse
from grader.model.errors import CourseError
from grader.model.job import Job
from grader.model.limits import Limits
from grader.model.result import JobResult

TESTS = '''
import functools, random, sys, torch

COMPUTED, CHECKED = [], []

@functools.cache
def truth(number):
    """It takes long."""
    COMPUTED.append(number)
    return 2 * number

@pytest.mark.rehearsed
@pytest.mark.points(1)
def test_double(submission, rng):
    """Twice each number."""
    for number in (rng.randrange(100) for _ in range(20)):
        right = truth(number)
        answer = submission.double(number)
        torch.rand(1), random.random()
        assert type(answer) is int, "no int"
        if answer:
            assert answer == right, "wrong"

@pytest.mark.rehearsed
@pytest.mark.requires("test_double")
@pytest.mark.points(1)
def test_list(submission, laboratory):
    """A list, which a stand-in does not return."""
    truth(1000)
    assert isinstance(submission.listed(), list), "no list"

@pytest.mark.points(1)
def test_not_rehearsed():
    """Only what is marked is run."""
    CHECKED.append(1)

@pytest.mark.points(1)
def test_computed(record_property):
    """How much was computed by now."""
    record_property("computed", len(COMPUTED))
    record_property("checked", len(CHECKED))
'''
RIGHT = "def double(x): return 2 * x\ndef listed(): return []"


def rehearsed(job: Job, sandbox: Any) -> JobResult:
    """The result of a job whose exercise was rehearsed before."""
    results: list[JobResult] = []

    def meanwhile(held: HeldTests) -> None:
        rehearse(held, job.exercise, job.terms)
        results.append(judge(job, sandbox, None, held))

    HeldTests([job.exercise], meanwhile).hold()
    return results[0]


def test_what_a_check_computes_is_computed_before(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """With a rehearsal nothing new is computed for a job, and every check ends as it does without."""
    job = make_job(TESTS, RIGHT, digest="abc")
    laboratory = {"grader.untrusted.laboratory": object()}
    before, alone = rehearsed(job, make_sandbox(**laboratory)), judge(job, make_sandbox(**laboratory))
    assert [(one.check.name, one.outcome, one.earned) for one in before.checks] == [
        (one.check.name, one.outcome, one.earned) for one in alone.checks
    ]
    assert before.score.fraction == 1
    assert before.measures == alone.measures


def test_only_marked_checks_are_rehearsed(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """A check without the mark has not been run when the first job comes."""
    result = rehearsed(
        make_job(TESTS, RIGHT, digest="abc"), make_sandbox(**{"grader.untrusted.laboratory": object()})
    )
    assert result.measures["checked"] == 1


def test_a_rehearsal_takes_whatever_a_check_does(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """A check that raises in it, or ends the program, is judged for each job all the same."""
    tests = TESTS.replace("    truth(1000)", "    submission.listed() == [] or sys.exit(3)")
    result = rehearsed(
        make_job(tests, RIGHT, digest="abc"), make_sandbox(**{"grader.untrusted.laboratory": object()})
    )
    assert result.score.fraction == 1


def test_a_check_that_waits_for_another_answer_ends(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """A check that computes for ever with 0 holds nobody up for longer than a check may take."""
    tests = '''
@pytest.mark.rehearsed
@pytest.mark.points(1)
def test_double(submission):
    """It grows."""
    size = submission.double(1)
    while size < 100:
        size *= 2
    assert size == 128
'''
    job = make_job(tests, RIGHT, digest="abc")
    exercise = msgspec.structs.replace(job.exercise, limits=Limits(call_s=0.2))
    result = rehearsed(msgspec.structs.replace(job, exercise=exercise), make_sandbox())
    assert result.score.fraction == 1


def test_a_thread_left_behind_is_named(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """A rehearsed check whose thread goes on is told by its file, as no judge could be forked beside it."""
    tests = '''
import threading
END = threading.Event()

@pytest.mark.rehearsed
@pytest.mark.points(1)
def test_double(submission):
    """It starts a thread."""
    thread = threading.Thread(target=END.wait, daemon=True)
    thread.left_behind = END
    thread.start()
'''
    with pytest.raises(CourseError, match=r"hidden_tests\.py: .* has left a thread behind"):
        rehearsed(make_job(tests, RIGHT, digest="abc"), make_sandbox())
    for thread in threading.enumerate():
        if end := getattr(thread, "left_behind", None):
            end.set()
            thread.join()
