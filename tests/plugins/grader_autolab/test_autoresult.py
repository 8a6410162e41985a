"""The last lines of an Autolab autograder's output, read as Autolab reads them."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from grader_autolab.plugin import AutolabReporter

from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.seams import Gradings, Spoken

GradedRun = Callable[..., Gradings]


def _read(output: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What Autolab (autolab/Autolab) makes of an output: the formatted feedback and the scores.

    `parseAutoresult` of app/helpers/assessment_autograde_core.rb puts quotes around bare words before it
    reads the last line, and asks for scores, at least one; whatever is wrong there is recorded as a zero for
    every problem. `parseFeedback` of app/controllers/assessments_controller.rb reads the line before it.
    """
    *_, feedback, last = output.rstrip().splitlines()
    scores = json.loads(re.sub(r"([a-zA-Z0-9]+):", r'"\1":', last))["scores"]
    assert scores
    document = json.loads(feedback)
    assert document["_presentation"] == "semantic"
    assert all(isinstance(document[stage], dict) for stage in document["stages"])
    return document, scores


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.INTERNAL_ERROR])
def test_it_is_read_by_its_last_two_lines(graded_run: GradedRun, outcome: Outcome) -> None:
    """Whatever the outcome, each stage listed is there, and each exercise has its points of all checks."""
    spoken = AutolabReporter().spoken(graded_run(outcome))
    feedback, scores = _read(f"what was said before\n{spoken}")
    assert feedback["stages"] == ["mlp", "conv_strided"]
    passed = outcome is Outcome.PASSED
    assert scores == ({"mlp": 5.0, "conv_strided": 1.0} if passed else {"mlp": 0.0, "conv_strided": 0.0})
    assert feedback["mlp"]["The output is (N, 10)."]["passed"] is passed


def test_hidden_checks_are_a_number(graded_run: GradedRun) -> None:
    """Of what is not shown there is how many, and what they are worth."""
    spoken = AutolabReporter().spoken(graded_run())
    feedback, _ = _read(spoken)
    assert feedback["mlp"]["not shown yet"] == "1 check worth 3 points"
    for secret in ("secretly", "It learns", "Seen later", "0.987"):
        assert secret not in spoken


def test_an_exercise_without_a_grade_has_no_score(
    graded_run: GradedRun, make_result: Callable[..., JobResult]
) -> None:
    """It is left out of the scores; where none is left each is null, for which Autolab keeps no score."""
    run = graded_run()
    broken = make_result(run.results[0].student, "mlp", Outcome.INTERNAL_ERROR)
    feedback, scores = _read(AutolabReporter().spoken(graded_run(results=[broken, run.results[1]])))
    assert list(scores) == ["conv_strided"]
    assert "The fault is the grader's" in feedback["mlp"]["not graded"]["hint"]
    _, none = _read(AutolabReporter().spoken(graded_run(Outcome.INTERNAL_ERROR)))
    assert none == {"mlp": None, "conv_strided": None}


def test_the_file_is_what_is_spoken(graded_run: GradedRun, tmp_path: Path) -> None:
    """autoresult.txt has the lines that `grader ci` prints last."""
    reporter = AutolabReporter()
    (path,) = reporter.write(graded_run(), tmp_path)
    assert isinstance(reporter, Spoken)
    assert path.read_text(encoding="utf-8") == reporter.spoken(graded_run())
