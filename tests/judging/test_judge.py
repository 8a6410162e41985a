"""Judging a job: what the tally makes of a whole run, and what a run leaves behind."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.data import Dataset
from grader.judging.judge import judge
from grader.model.errors import CourseError, SandboxUnavailable
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.model.result import JobResult

ONE = '''
@pytest.mark.points(2)
def test_double(submission):
    """It doubles."""
    assert submission.double(4) == 8, "double(4) is not 8"
'''
RIGHT = "def double(x): return 2 * x"


def outcomes(result: JobResult) -> dict[str, str]:
    """By check, how it ended."""
    return {one.check.name: one.outcome.value for one in result.checks}


def test_an_observed_pass_earns_all_points(judged: Callable[..., JobResult]) -> None:
    """A check whose test returns has passed, and earns its points."""
    result = judged(ONE, RIGHT)
    assert outcomes(result) == {"test_double": "passed"}
    assert (result.score.earned, result.score.possible) == (2, 2)
    assert result.graded


def test_a_failed_assertion_earns_nothing_and_tells_its_message(judged: Callable[..., JobResult]) -> None:
    """An assertion's own message is what the student reads, and no line of the test is."""
    (check,) = judged(ONE, "def double(x): return x").checks
    assert (check.outcome, check.earned, check.message) == (Outcome.FAILED, 0, "double(4) is not 8")


def test_a_submission_with_a_problem_starts_no_worker(
    make_sandbox: Callable[..., Any], judged: Callable[..., JobResult]
) -> None:
    """Where there is nothing to grade, every check is not run and says why."""
    sandbox = make_sandbox()
    result = judged(ONE, sandbox=sandbox, problem="not handed in")
    assert outcomes(result) == {"test_double": "not_run"}
    assert result.checks[0].message == result.note == "not handed in"
    assert sandbox.workers == []


def test_a_check_that_is_not_observed_is_an_internal_error(judged: Callable[..., JobResult]) -> None:
    """A hidden test that leaves pytest early earns nobody anything and blames nobody."""
    leaves = '''
@pytest.mark.points(1)
def test_leave():
    """It leaves."""
    pytest.exit("done")
'''
    result = judged(leaves + ONE, RIGHT)
    assert outcomes(result) == {"test_leave": "internal_error", "test_double": "internal_error"}
    assert not result.graded


def test_a_check_that_vanishes_from_the_run_is_an_internal_error(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """The expected list decides: a check collected before and missing in the run is not forgotten."""
    job = make_job(ONE, RIGHT, digest="as it was")
    judge(job, make_sandbox())
    make_job(ONE.replace("test_double", "test_other"))
    result = judge(job, make_sandbox())
    assert outcomes(result) == {"test_double": "internal_error"}


def test_a_sandbox_that_cannot_start_is_not_the_students_fault(
    judged: Callable[..., JobResult], make_sandbox: Callable[..., Any]
) -> None:
    """A wall that cannot be built ends the judging, with no outcome for the student."""
    with pytest.raises(SandboxUnavailable, match="Landlock is off"):
        judged(ONE, RIGHT, sandbox=make_sandbox(refuses=SandboxUnavailable("Landlock is off")))


def test_ctrl_c_reaches_the_caller(judged: Callable[..., JobResult]) -> None:
    """An interrupt inside a hidden test interrupts the judge."""
    tests = '@pytest.mark.points(1)\ndef test_stop():\n    """It stops."""\n    raise KeyboardInterrupt\n'
    with pytest.raises(KeyboardInterrupt):
        judged(tests)


def test_workers_end_with_the_judging(
    make_sandbox: Callable[..., Any], judged: Callable[..., JobResult]
) -> None:
    """No worker is left when there is a result."""
    sandbox = make_sandbox()
    judged(ONE, RIGHT, sandbox=sandbox)
    assert (len(sandbox.workers), sandbox.live) == (1, 0)


def test_nothing_of_the_process_is_changed(
    judged: Callable[..., JobResult], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Environment, path and modules are as before, and nothing is printed, whatever PYTEST_ADDOPTS says."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    before = dict(os.environ), list(sys.path), set(sys.modules)
    result = judged(ONE + "    print('a hidden test speaks')\n", RIGHT)
    assert result.outcome is Outcome.PASSED
    assert (dict(os.environ), list(sys.path), set(sys.modules)) == before
    assert capfd.readouterr() == ("", "")


def test_a_hidden_test_may_not_read_another_files_module(
    judged: Callable[..., JobResult],
    make_job: Callable[..., Job],
    make_sandbox: Callable[..., Any],
    tmp_path: Path,
) -> None:
    """Files of the same name are told apart, and a changed file is read again."""
    assert judged(ONE, RIGHT).outcome is Outcome.PASSED
    assert judged(ONE.replace("== 8", "== 9"), RIGHT).outcome is Outcome.FAILED
    other = tmp_path / "other" / "hidden_tests.py"
    other.parent.mkdir()
    other.write_text("import pytest\n" + ONE.replace("== 8", "== 7"), encoding="utf-8")
    job = make_job(ONE, RIGHT)
    elsewhere = msgspec.structs.replace(job.exercise, folder=str(other.parent))
    assert judge(msgspec.structs.replace(job, exercise=elsewhere), make_sandbox()).outcome is Outcome.FAILED
    assert not list(tmp_path.rglob("__pycache__"))


def test_no_source_of_a_hidden_test_reaches_the_student(judged: Callable[..., JobResult]) -> None:
    """Neither a failed comparison nor an error inside a test shows a line of it to the student."""
    tests = '''
SECRET = 397_510

@pytest.mark.points(1)
def test_plain(submission):
    """It is right."""
    assert submission.double(4) == SECRET

@pytest.mark.points(1)
def test_broken(submission):
    """It is right too."""
    raise LookupError(SECRET)
'''
    result = judged(tests, RIGHT)
    said = " ".join((result.note, result.feedback, *(one.message for one in result.checks)))
    assert "SECRET" not in said
    assert "397" not in said


def test_what_checks_record_is_in_the_result(judged: Callable[..., JobResult]) -> None:
    """Numbers become measures, feedback a text; a figure that is not finite is left out."""
    tests = '''
@pytest.mark.points(1)
def test_record(submission, record_property):
    """It records."""
    record_property("accuracy", 0.97)
    record_property("loss", float("nan"))
    record_property("feedback", "a table")
    record_property("feedback", "another")
    submission.say("hello from the program")
'''
    result = judged(tests)
    assert result.measures == {"accuracy": 0.97}
    assert result.feedback == "a table\n\nanother\n\nYour program printed:\n\nhello from the program"


def test_a_run_without_a_wall_is_marked(
    judged: Callable[..., JobResult], make_sandbox: Callable[..., Any]
) -> None:
    """A result of the sandbox called none says so to the instructor."""
    sandbox = make_sandbox()
    sandbox.name = "none"
    result = judged(ONE, RIGHT, sandbox=sandbox)
    assert result.sandbox == "none"
    assert any("without a sandbox" in warning for warning in result.warnings)


@pytest.mark.parametrize(
    ("trains", "files", "cuda"), [(True, {"train_images", "train_labels"}, True), (False, set(), False)]
)
def test_only_training_gets_data_and_the_device(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any], trains: bool, files: set[str], cuda: bool
) -> None:
    """A worker is given the training files and the GPU where its exercise trains, and never a test file."""
    paths = {name: f"/{name}.npy" for name in ("train_images", "train_labels", "test_images", "test_labels")}
    dataset = Dataset(name="digits", train_count=1, test_count=1, **paths)
    sandbox = make_sandbox()
    job = make_job(ONE, RIGHT, trains=trains, device="cuda")
    result = judge(job, sandbox, dataset)
    assert set(sandbox.started_with["files"]) == files
    assert sandbox.started_with["cuda"] is cuda
    assert sandbox.started_with["limits"] == job.exercise.limits
    assert (result.device, result.data) == (("cuda", "mnist") if trains else ("cpu", ""))


def test_an_exercise_without_hidden_tests_is_the_courses_error(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any], tmp_path: Path
) -> None:
    """A folder without hidden tests is told to the instructor, with the path."""
    job = make_job(ONE)
    nowhere = msgspec.structs.replace(job.exercise, folder=str(tmp_path / "nowhere"))
    with pytest.raises(CourseError, match=r"nowhere/hidden_tests\.py"):
        judge(msgspec.structs.replace(job, exercise=nowhere), make_sandbox())


def test_judging_says_nothing_on_redirected_streams(
    judged: Callable[..., JobResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A caller that has replaced sys.stdout gets it back, untouched."""
    mine = io.StringIO()
    monkeypatch.setattr(sys, "stdout", mine)
    judged(ONE, RIGHT)
    assert sys.stdout is mine
    assert mine.getvalue() == ""
