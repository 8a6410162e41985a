"""What platforms record."""

import math
from collections.abc import Callable

import pytest

from grader.model.errors import UsageError
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.model.score import Score
from grader.model.submission import Submission
from grader.report.points import marks, only_exercise
from grader.seams import Gradings

MakeRun = Callable[..., Gradings]
HandedIn = Callable[..., list[Submission]]
MakeResult = Callable[..., JobResult]


def test_an_exercise_and_the_total(make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult) -> None:
    """Points of an exercise are those of all its checks, and the total's those of all exercises."""
    results = [make_result("ada", "mlp"), make_result("ada", "conv_strided", Outcome.FAILED)]
    run = make_run(submissions=handed_in("ada"), results=results)
    assert [one.score for one in marks(run, "mlp")] == [Score(earned=5.0, possible=5.0)]
    assert [one.score for one in marks(run, "total")] == [Score(earned=5.0, possible=6.0)]
    assert [len(one.standings) for one in marks(run, "total")] == [2]


def test_not_graded_is_no_number(make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult) -> None:
    """One exercise that could not be graded leaves the total unknown, and nothing handed in is empty."""
    results = [make_result("ada", "mlp", Outcome.INTERNAL_ERROR), make_result("ada", "conv_strided")]
    works = [*handed_in("ada"), *handed_in("bob", problem="not handed in")]
    ada, bob = marks(make_run(submissions=works, results=results), "total")
    assert (math.isnan(ada.score.earned), ada.graded, ada.empty) == (True, False, False)
    assert (bob.score.earned, bob.graded, bob.empty) == (0.0, True, True)


def test_what_there_is_not(make_run: MakeRun, handed_in: HandedIn) -> None:
    """Another exercise, and leaving it open where there are several, are errors that list them."""
    run = make_run(submissions=handed_in("ada"))
    with pytest.raises(
        UsageError, match="'cnn' is no exercise of this run; there are mlp, conv_strided, total"
    ):
        marks(run, "cnn")
    with pytest.raises(
        UsageError, match="this run has 2 exercises; --grade says which: mlp, conv_strided, tot"
    ):
        only_exercise(run, "--grade")
    assert only_exercise(make_run(exercises=run.exercises[:1]), "--grade") == "mlp"
