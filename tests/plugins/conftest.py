"""Made runs that several reports are tried on."""

from collections.abc import Callable

import pytest

from grader.model.exercise import Exercise
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.seams import Gradings


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
