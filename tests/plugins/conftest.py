"""Made runs that several reports are tried on."""

from collections.abc import Callable

import msgspec
import pytest

from grader.model.exercise import Check, Exercise
from grader.model.outcome import Outcome, Visibility
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Finding, Submission
from grader.seams import Gradings

NASTY = "</pre><script>alert(1)</script>\x1b[31m\x00 = 1 🦀 \udce9 ${jndi} \u202e::error::"
HARD_NAME = "Lovelace, Ada 🦀 \udce9"
LATER = Check(name="test_later", description="Seen later.", points=4.0, visibility=Visibility.AFTER_DUE_DATE)


@pytest.fixture
def of_ada(
    make_run: Callable[..., Gradings],
    handed_in: Callable[..., list[Submission]],
    make_result: Callable[..., JobResult],
) -> Callable[..., Gradings]:
    """A run of ada's, in the exercise `mlp` alone, whose result has these fields (see `make_result`)."""

    def make(**fields: object) -> Gradings:
        return make_run(
            submissions=handed_in("ada")[:1],
            results=[make_result(**fields)],
            exercises=(Exercise(slug="mlp", title="A perceptron"),),
        )

    return make


@pytest.fixture
def nasty() -> str:
    """Text that acts where it is not made inert."""
    return NASTY


@pytest.fixture
def graded_run(
    make_run: Callable[..., Gradings],
    handed_in: Callable[..., list[Submission]],
    make_result: Callable[..., JobResult],
) -> Callable[..., Gradings]:
    """A run of one student with a hard name: `mlp` with a hidden check that says `secretly`, `conv_strided`.

    `outcome` is that of every check, and what each visible one says is text that acts where it can.
    """

    def make(outcome: Outcome = Outcome.FAILED, message: str = NASTY, **fields: object) -> Gradings:
        results = [
            _result(make_result(HARD_NAME, slug, outcome, message)) for slug in ("mlp", "conv_strided")
        ]
        findings = [Finding(student=HARD_NAME, path="x", message=f"a finding {NASTY}")]
        given = {"submissions": handed_in(HARD_NAME), "results": results, "findings": findings, **fields}
        return make_run(**given)

    return make


def _result(result: JobResult) -> JobResult:
    checks = tuple(
        msgspec.structs.replace(one, message="secretly") if one.check.visibility is Visibility.HIDDEN else one
        for one in result.checks
    )
    later = CheckResult(check=LATER, outcome=result.checks[0].outcome, message="afterwards")
    extra = (later,) if result.slug == "conv_strided" else ()
    return msgspec.structs.replace(
        result,
        checks=(*checks, *extra),
        measures={"accuracy": 0.987} if result.slug == "mlp" else {},
        withheld="printed secretly",
        feedback=NASTY,
    )
