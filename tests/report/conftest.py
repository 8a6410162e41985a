"""A small run as reporters see it."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
import pytest

from grader.model.exercise import Check, Exercise
from grader.model.outcome import Outcome, Visibility
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Finding, Submission

CHECKS = {
    "mlp": (
        Check(name="test_shape", description="The output is (N, 10).", points=2.0),
        Check(name="test_accuracy", description="It learns.", points=3.0, visibility=Visibility.HIDDEN),
    ),
    "conv_strided": (Check(name="test_size", description="The size is right.", points=1.0),),
}


class FakeRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run that is made, not recorded; satisfies `grader.seams.Gradings`."""

    submissions: Sequence[Submission] = ()
    results: Sequence[JobResult] = ()
    findings: Sequence[Finding] = ()
    checks: Mapping[str, Sequence[Check]] = msgspec.field(default_factory=lambda: CHECKS)
    exercises: Sequence[Exercise] = (
        Exercise(slug="mlp", title="A perceptron"),
        Exercise(slug="conv_strided", title="Strides"),
    )


@pytest.fixture
def make_run() -> Callable[..., FakeRun]:
    """A run from its submissions, results and findings."""
    return FakeRun


@pytest.fixture
def handed_in() -> Callable[..., list[Submission]]:
    """Both submissions of each student, with the same problem if there is one."""

    def make(*students: str, problem: str = "") -> list[Submission]:
        return [
            Submission(student=student, slug=slug, filename=f"{slug}.py", problem=problem)
            for student in students
            for slug in CHECKS
        ]

    return make


@pytest.fixture
def make_result() -> Callable[..., JobResult]:
    """A result of a student in an exercise; every check has the outcome, and what a pass of it earns."""

    def make(
        student: str = "ada",
        slug: str = "mlp",
        outcome: Outcome = Outcome.PASSED,
        message: str = "",
        **fields: object,
    ) -> JobResult:
        checks = tuple(
            CheckResult(
                check=check,
                outcome=outcome,
                earned=check.points if outcome is Outcome.PASSED else 0.0,
                message=message,
                duration_s=0.25,
            )
            for check in CHECKS[slug]
        )
        fields = {"checks": checks, "data": "digits", "device": "cpu", "sandbox": "standard", **fields}
        return JobResult(key=f"{student} {slug}", student=student, slug=slug, **fields)

    return make
