"""Hidden tests that are collected once and run many times."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.judging.held import HeldTests
from grader.judging.judge import judge
from grader.model.errors import CourseError
from grader.model.exercise import Exercise
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.model.result import JobResult

EXECUTED = '''
import pathlib

with pathlib.Path(__file__).with_name("executed.txt").open("a") as file:
    file.write("x")

STARTED = []

@pytest.mark.points(1)
def test_answer(submission, rng, record_property):
    """The answer is 42."""
    STARTED.append(1)
    record_property("drawn", rng.randrange(10**9))
    answer = submission.answer()
    record_property("feedback", f"you said {answer}")
    assert answer == 42, "not the answer"

@pytest.mark.points(2)
@pytest.mark.requires("test_answer")
def test_more(submission, laboratory, exercise, terms, session, dataset):
    """More of it."""
    assert submission.answer() == 42
'''
RIGHT, WRONG = "def answer(): return 42", "def answer(): return 41"


def at_leisure(result: JobResult) -> JobResult:
    """A result without what the clock has a part in."""
    checks = tuple(msgspec.structs.replace(check, duration_s=0.0) for check in result.checks)
    return msgspec.structs.replace(result, checks=checks, duration_s=0.0)


def test_held_tests_judge_as_others_do(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any], tmp_path: Path
) -> None:
    """Work after work is judged by tests that were executed once, with the results of tests executed anew."""
    jobs = [make_job(EXECUTED, source, digest="abc") for source in (RIGHT, WRONG, "1 / 0", RIGHT)]
    executed = tmp_path / "executed.txt"
    results: list[JobResult] = []

    def meanwhile(held: HeldTests) -> None:
        executed.write_text("")
        sandbox = make_sandbox(**{"grader.untrusted.laboratory": object()})
        results.extend(judge(job, sandbox, None, held) for job in jobs)
        assert executed.read_text() == ""

    HeldTests([jobs[0].exercise], meanwhile).hold()
    sandbox = make_sandbox(**{"grader.untrusted.laboratory": object()})
    alone = [judge(job, sandbox) for job in jobs]
    assert [at_leisure(result) for result in results] == [at_leisure(result) for result in alone]
    assert [result.score.earned for result in results] == [3, 0, 0, 3]


def test_files_of_one_session_are_kept_apart(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any], tmp_path: Path
) -> None:
    """Checks of the same name in two exercises are each their own exercise's."""
    job = make_job(EXECUTED, RIGHT, digest="abc")
    folder = tmp_path / "second"
    folder.mkdir()
    text = 'import pytest\n@pytest.mark.points(5)\ndef test_answer(submission):\n    """It."""\n'
    (folder / "hidden_tests.py").write_text(text + "    assert submission.answer() == 41, 'no'\n")
    second = Exercise(slug="second", title="A second", folder=str(folder), digest="def")
    other = msgspec.structs.replace(job, exercise=second)
    scores: list[tuple[float, float]] = []

    def meanwhile(held: HeldTests) -> None:
        sandbox = make_sandbox(**{"grader.untrusted.laboratory": object()})
        for one in (job, other, job):
            score = judge(one, sandbox, None, held).score
            scores.append((score.earned, score.possible))

    HeldTests([job.exercise, second], meanwhile).hold()
    assert scores == [(3, 3), (0, 5), (3, 3)]


def test_tests_that_changed_are_collected_anew(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """A job of an exercise whose digest is another than the held one's is judged by the file as it is now."""
    job = make_job(EXECUTED, RIGHT, digest="abc")
    results: list[JobResult] = []

    def meanwhile(held: HeldTests) -> None:
        edited = EXECUTED.replace("== 42, ", "== 43, ")
        assert held.checks_of(job.exercise) is not None
        results.append(judge(make_job(edited, RIGHT, digest="edited"), make_sandbox(), None, held))

    HeldTests([job.exercise], meanwhile).hold()
    assert results[0].checks[0].outcome is Outcome.FAILED


def test_draws_outside_checks_are_the_exercises_own(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any], tmp_path: Path
) -> None:
    """What a file draws while it is executed is the same alone and beside another exercise's file."""
    drawing = '''
import random, torch

DRAWN = random.random() + float(torch.rand(1))

@pytest.mark.points(1)
def test_drawn(record_property):
    """What was drawn."""
    record_property("drawn", DRAWN)
'''
    job = make_job(drawing, RIGHT, digest="abc")
    before = tmp_path / "a_first"
    before.mkdir()
    text = "import pytest" + drawing
    (before / "hidden_tests.py").write_text(text, encoding="utf-8")
    first = Exercise(slug="first", title="A first", folder=str(before), digest="def")
    drawn: list[float] = [judge(job, make_sandbox()).measures["drawn"]]

    def meanwhile(held: HeldTests) -> None:
        drawn.append(judge(job, make_sandbox(), None, held).measures["drawn"])

    HeldTests([job.exercise], meanwhile).hold()
    HeldTests([first, job.exercise], meanwhile).hold()
    assert drawn == [drawn[0]] * 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 / 0", "hidden_tests.py:2: ZeroDivisionError"),
        ("", "no checks were found in it"),
        ('def test_k():\n    """It."""\n', "needs pytest.mark.points"),
    ],
)
def test_tests_that_are_not_as_they_must_be_are_not_held(
    make_job: Callable[..., Job], text: str, reason: str
) -> None:
    """A mistake in hidden tests is told before anything is done with them."""
    job, called = make_job(text, RIGHT), []
    with pytest.raises(CourseError, match=reason):
        HeldTests([job.exercise], called.append).hold()
    assert not called


def test_what_goes_wrong_meanwhile_is_raised(make_job: Callable[..., Job]) -> None:
    """An error of whoever holds the tests comes out as it is, and not as a line of pytest's."""

    def meanwhile(_: HeldTests) -> None:
        raise CourseError("the data set is missing")

    with pytest.raises(CourseError, match="the data set is missing"):
        HeldTests([make_job(EXECUTED, RIGHT).exercise], meanwhile).hold()


def test_an_exit_in_a_check_ends_its_run_alone(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """A hidden test that calls `pytest.exit` costs the job it is run for, and no other."""
    tests = EXECUTED.replace(
        "    STARTED", "    submission.answer() != 7 or pytest.exit('enough')\n    STARTED"
    )
    results: list[JobResult] = []

    def meanwhile(held: HeldTests) -> None:
        for source in ("def answer(): return 7", RIGHT):
            job = make_job(tests, source, digest="abc")
            sandbox = make_sandbox(**{"grader.untrusted.laboratory": object()})
            results.append(judge(job, sandbox, None, held))

    HeldTests([make_job(tests, RIGHT, digest="abc").exercise], meanwhile).hold()
    assert [result.outcome for result in results] == [Outcome.INTERNAL_ERROR, Outcome.PASSED]
    assert "enough" in " ".join(results[0].warnings)
