"""Looking on where the student reads the log."""

from collections.abc import Callable

import pytest

from grader.cli.log_watch import LogWatch
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.result import JobResult
from grader.model.submission import Submission


def test_it_says_how_far_and_not_how_well(
    capsys: pytest.CaptureFixture[str], make_result: Callable[..., JobResult]
) -> None:
    """What is said while it goes has no points and no outcome, of which hidden checks are a part."""
    terms = Terms(data="digits", device="cpu", sandbox="standard", seed=1, grader="x")
    submission = Submission(student="ada", slug="mlp", filename="mlp.py", problem="not handed in")
    watch = LogWatch()
    watch.say("::error::the data is fetched")
    watch.begin([Job(submission=submission, exercise=Exercise(slug="mlp", title="M"), terms=terms)], 0)
    watch.finish(make_result(duration_s=1.25))
    assert capsys.readouterr().out.splitlines() == [
        ": :error::the data is fetched",
        "1 to grade, 1 of them without a file to run; the workers are starting",
        "[1/1] mlp, 1.2 s",
    ]
