"""Looking on while a run goes."""

import io

import msgspec
import pytest
from rich.console import Console

from grader.cli.progress import ProgressWatch
from grader.model.exercise import Check, Exercise
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission

JOBS = [
    Job(
        submission=Submission(student=student, slug="double", filename="double.py"),
        exercise=Exercise(slug="double", title="Double"),
        terms=Terms(),
    )
    for student in ("ada", "[b]o\x1b[2Jb")
]


def result(job: Job, outcome: Outcome = Outcome.PASSED) -> JobResult:
    """How it ended."""
    check = CheckResult(
        check=Check(name="test_it", description="It.", points=3.0),
        outcome=outcome,
        earned=3.0 if outcome is Outcome.PASSED else 0.0,
    )
    return JobResult(
        key=job.key, student=job.submission.student, slug="double", checks=(check,), duration_s=2.0
    )


def test_pipe() -> None:
    """In a pipe each result is one plain line, with its place in the count and the time left."""
    file = io.StringIO()
    with ProgressWatch(Console(file=file, width=30)) as watch:
        watch.begin(JOBS, 5)
        watch.finish(result(JOBS[0]))
        watch.finish(result(JOBS[1], Outcome.INTERNAL_ERROR))
    assert file.getvalue().splitlines() == [
        "5 of 7 were graded before and are kept",
        "2 to grade; the workers are starting",
        "[1/2] ada  double  3/3  passed  2.0 s  about 2 s left",
        "[2/2] [b]o\u241b[2Jb  double  not graded  internal_error  2.0 s",
    ]


def test_not_handed_in() -> None:
    """What was not handed in is among what is to grade, and is said to be."""
    absent = Submission(student="cy", slug="double", filename="double.py", problem="not handed in")
    file = io.StringIO()
    with ProgressWatch(Console(file=file)) as watch:
        watch.begin([*JOBS, msgspec.structs.replace(JOBS[0], submission=absent)], 0)
    assert file.getvalue() == "3 to grade, 1 of them without a file to run; the workers are starting\n"


def test_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a terminal there is a bar with the count and the time left besides."""
    monkeypatch.setenv("TERM", "xterm")
    file = io.StringIO()
    with ProgressWatch(Console(file=file, force_terminal=True, width=100)) as watch:
        watch.begin(JOBS, 0)
        watch.finish(result(JOBS[0]))
    text = file.getvalue()
    for part in ("ada  double  3/3  passed", "1/2", "about 2 s left", "\u2501"):
        assert part in text
    assert "were graded before" not in text


def test_nothing_left() -> None:
    """Where all is done there is no bar and no promise of workers."""
    file = io.StringIO()
    with ProgressWatch(Console(file=file)) as watch:
        watch.begin([], 3)
    assert file.getvalue().splitlines() == [
        "3 of 3 were graded before and are kept",
        "nothing is left to grade",
    ]
