"""How long a run will take from here."""

import pytest

from grader.cli.time_left import TimeLeft
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.result import JobResult
from grader.model.submission import Submission


def job(slug: str, *, trains: bool = False, device: str = "cpu") -> Job:
    """A job in an exercise."""
    return Job(
        submission=Submission(student="ada", slug=slug, filename=f"{slug}.py"),
        exercise=Exercise(slug=slug, title=slug, trains=trains),
        terms=Terms(device=device),
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


def test_what_is_not_run_costs_nothing() -> None:
    """Submissions without a file to run are neither waited for nor taken for what the others cost."""
    absent = Submission(student="bob", slug="mlp", filename="mlp.py", problem="nothing was handed in")
    nothing = Job(submission=absent, exercise=Exercise(slug="mlp", title="mlp"), terms=Terms())
    left = TimeLeft(1)
    left.begin([job("mlp"), job("mlp"), nothing])
    left.finish(JobResult(key=nothing.key, student="bob", slug="mlp", checks=(), duration_s=0.0))
    assert left.text == ""
    left.finish(result("mlp", 10.0))
    assert left.text == "about 10 s left"


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


def test_what_trains_on_a_gpu_waits_for_it() -> None:
    """Where fewer train at a time than jobs run, what is left of training is what counts."""
    now_s = 0.0
    left = TimeLeft(8, lambda: now_s)
    left.begin([job("mlp", trains=True, device="cuda") for _ in range(10)] + [job("conv_strided")] * 10)
    for _ in range(2):
        now_s += 10.0
        left.finish(result("mlp", 20.0))
        left.finish(result("mlp", 20.0))
        left.finish(result("conv_strided", 1.0))
    # Four trainings of 20 s ended in 30 s, so there were 2.7 at a time; six are left.
    assert left.text == "about 45 s left"


def test_what_does_without_the_gpu_counts_where_it_is_more() -> None:
    """Where other jobs take longer than the rest of the training, they are what counts."""
    left = TimeLeft(2, lambda: 10.0)
    left.begin([job("mlp", trains=True, device="cuda")] * 2 + [job("conv_strided")] * 11)
    left.finish(result("mlp", 10.0))
    left.finish(result("conv_strided", 20.0))
    assert left.text == "about 2 min left"
