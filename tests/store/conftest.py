"""A small course, jobs in it and results of them."""

from collections.abc import Callable

import pytest

from grader.model.exercise import Check, Exercise
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission


@pytest.fixture
def exercises() -> list[Exercise]:
    """Two exercises, in course order, which is not the order of their names."""
    return [Exercise(slug="mlp", title="A perceptron"), Exercise(slug="cnn", title="Convolutions")]


@pytest.fixture
def make_job(exercises: list[Exercise]) -> Callable[..., Job]:
    """A job of a student; everything else has defaults."""

    def make(student: str = "ada", slug: str = "mlp", source: bytes = b"x = 1", problem: str = "") -> Job:
        exercise = next(one for one in exercises if one.slug == slug)
        submission = Submission(
            student=student, slug=slug, filename=f"{slug}.py", source=source, problem=problem
        )
        return Job(submission=submission, exercise=exercise, terms=Terms())

    return make


@pytest.fixture
def make_result() -> Callable[..., JobResult]:
    """A result of a job with one check."""

    def make(job: Job, outcome: Outcome = Outcome.PASSED, **fields: object) -> JobResult:
        check = Check(name="test_it", description="It works.", points=2.0)
        earned = 2.0 if outcome is Outcome.PASSED else 0.0
        one = CheckResult(check=check, outcome=outcome, earned=earned)
        fields = {"checks": (one,), **fields}
        return JobResult(key=job.key, student=job.submission.student, slug=job.exercise.slug, **fields)

    return make
