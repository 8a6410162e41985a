"""How long a run will take from here."""

import pytest

from grader.cli.time_left import TimeLeft
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.result import JobResult
from grader.model.submission import Submission


def job(slug: str, *, trains: bool = False) -> Job:
    """A job in an exercise."""
    return Job(
        submission=Submission(student="ada", slug=slug, filename=f"{slug}.py"),
        exercise=Exercise(slug=slug, title=slug, trains=trains),
        terms=Terms(),
    )


def result(slug: str, duration_s: float) -> JobResult:
    """The result of one."""
    return JobResult(key="k", student="ada", slug=slug, checks=(), duration_s=duration_s)


def test_nothing_is_known_yet() -> None:
    """Before the first result, and after the last one, there is nothing to say."""
    left = TimeLeft(1)
    assert left.text == ""
    left.begin([job("mlp")])
    assert left.text == ""
    left.finish(result("mlp", 3.0))
    assert left.text == ""


@pytest.mark.parametrize(
    ("at_once", "waiting", "text"),
    [
        (1, 4, "about 40 s left"),
        (2, 4, "about 20 s left"),
        (8, 2, "about 10 s left"),
        (1, 60, "about 10 min left"),
    ],
)
def test_what_like_jobs_cost(at_once: int, waiting: int, text: str) -> None:
    """Jobs of an exercise cost what those before them cost, and no more run at once than are left."""
    left = TimeLeft(at_once)
    left.begin([job("mlp") for _ in range(waiting + 2)])
    left.finish(result("mlp", 5.0))
    left.finish(result("mlp", 15.0))
    assert left.text == text


def test_exercise_not_seen_yet() -> None:
    """An exercise that trains is taken to cost much more than one that does not, until one has been seen."""
    left = TimeLeft(1)
    left.begin([job("mlp", trains=True), job("mlp", trains=True), job("conv_strided")])
    left.finish(result("mlp", 60.0))
    assert left.text == "about 63 s left"
    left.finish(result("mlp", 60.0))
    assert left.text == "about 3 s left"


def test_jobs_that_cost_nothing() -> None:
    """Jobs that took no time at all are no reason to divide by it."""
    left = TimeLeft(2)
    left.begin([job("mlp"), job("mlp")])
    left.finish(result("mlp", 0.0))
    assert left.text == "about 1 s left"
