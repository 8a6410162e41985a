"""How what ended a check becomes an outcome, points and a message."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.judging.verdict import NOT_YOURS
from grader.model import errors
from grader.model.outcome import Outcome
from grader.model.place import Place
from grader.model.result import JobResult


def end_with(statement: str, *, marks: str = "", arguments: str = "submission") -> str:
    """A hidden test with this body."""
    return f'''
@pytest.mark.points(4)
{marks}
def test_it({arguments}):
    """It holds."""
    {statement}
'''


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("assert 1 == 2, 'one is not two'", "one is not two"),
        ("assert 1 == 2", ""),
        ("pytest.fail('no good')", "no good"),
        ("assert False, 10 ** 5000", "an int too long to show"),
        ("assert submission.thing == 4", "a `Thing` object came back where plain data was expected"),
        ("submission.NeuralNet(1)", "mlp.py defines no `NeuralNet`"),
    ],
)
def test_what_fails_a_check(judged: Callable[..., JobResult], statement: str, message: str) -> None:
    """An assertion, pytest.fail, a judged object and a missing name fail the check with their own message."""
    (check,) = judged(end_with(statement), "class Thing: pass\nthing = Thing()").checks
    assert (check.outcome, check.earned, check.message) == (Outcome.FAILED, 0, message)


def test_partial_credit_is_part_of_the_points(judged: Callable[..., JobResult]) -> None:
    """A fraction of the points comes with its message, and the check has not passed."""
    statement = (
        "from grader.judging.credit import PartialCredit; raise PartialCredit(0.75, '.96 is nearly .965')"
    )
    (check,) = judged(end_with(statement)).checks
    assert (check.outcome, check.earned, check.message) == (Outcome.FAILED, 3, ".96 is nearly .965")


def test_a_students_exception_shows_their_own_frames(judged: Callable[..., JobResult]) -> None:
    """What the student's code raised is told with where in their file it happened."""
    (check,) = judged(end_with("submission.f()"), "def f():\n    raise ValueError('bad')").checks
    assert check.outcome is Outcome.RAISED
    assert check.message == "ValueError: bad\nline 2, in f"
    assert check.place == Place(line=2)


def test_a_line_that_the_file_does_not_have_is_no_place(judged: Callable[..., JobResult]) -> None:
    """What a worker says of where it raised is believed as far as the student's file has such a line."""
    source = "def f():\n    exec('\\n' * 500 + 'raise ValueError(0)')"
    (check,) = judged(end_with("submission.f()"), source).checks
    assert "line 501" in check.message
    assert check.place is None


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (errors.StudentTimedOut, Outcome.TIMED_OUT),
        (errors.StudentCpuLimit, Outcome.CPU_LIMIT),
        (errors.StudentOutOfMemory, Outcome.OUT_OF_MEMORY),
        (errors.StudentThreadLimit, Outcome.THREAD_LIMIT),
        (errors.StudentOpenFilesLimit, Outcome.OPEN_FILES_LIMIT),
        (errors.StudentScratchLimit, Outcome.SCRATCH_LIMIT),
        (errors.StudentFileSizeLimit, Outcome.FILE_SIZE_LIMIT),
        (errors.StudentOutputLimit, Outcome.OUTPUT_LIMIT),
        (errors.StudentNoScratch, Outcome.NO_SCRATCH),
        (errors.StudentCrashed, Outcome.CRASHED),
        (errors.StudentBrokeProtocol, Outcome.BROKE_PROTOCOL),
    ],
)
def test_every_fault_has_its_outcome(
    judged: Callable[..., JobResult],
    make_sandbox: Callable[..., Any],
    fault: type[errors.StudentFault],
    outcome: Outcome,
) -> None:
    """What ended the worker is the outcome of the check that saw it."""
    sandbox = make_sandbox(Fault=fault)
    (check,) = judged(
        end_with("submission.f()"), "def f(): raise Fault('so it ended')", sandbox=sandbox
    ).checks
    assert (check.outcome, check.earned, check.message) == (outcome, 0, "so it ended")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("pytest.skip('not today')", "not today"),
        ("pytest.xfail('never')", "never"),
        ("raise SystemExit(0)", "SystemExit"),
        ("submission.f(object())", "object cannot be sent to the worker"),
    ],
)
def test_anything_else_in_a_hidden_test_is_nobodys_fault(
    judged: Callable[..., JobResult], statement: str, reason: str
) -> None:
    """An error of the test itself is told to the instructor with its line, and costs the student nothing."""
    result = judged(end_with(statement), "def f(x): return x")
    (check,) = result.checks
    assert (check.outcome, check.message) == (Outcome.INTERNAL_ERROR, NOT_YOURS)
    assert not result.graded
    assert "hidden_tests.py:7" in result.warnings[0]
    assert reason in result.warnings[0]


def test_a_fixture_that_does_not_exist_is_nobodys_fault(judged: Callable[..., JobResult]) -> None:
    """A test that asks for an unknown fixture is an internal error."""
    assert judged(end_with("pass", arguments="no_such_fixture")).outcome is Outcome.INTERNAL_ERROR


def test_pytests_own_complaint_is_nobodys_fault(judged: Callable[..., JobResult]) -> None:
    """Pytest fails a test that is a coroutine; that is not the student's failure."""
    tests = end_with("pass").replace("def test_it", "async def test_it")
    assert judged(tests).outcome is Outcome.INTERNAL_ERROR


def test_a_long_message_is_cut(judged: Callable[..., JobResult]) -> None:
    """A message keeps to a length that a report can show."""
    (check,) = judged(end_with("assert False, 'x' * 100_000")).checks
    assert len(check.message) < 5_000
