"""PrairieLearn's results.json, held to what its documentation of external grading asks for."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from grader_prairielearn.plugin import PrairieLearnReporter

from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.result import CheckResult
from grader.model.submission import Submission
from grader.seams import Gradings

GradedRun = Callable[..., Gradings]
HandedIn = Callable[..., list[Submission]]
MB = 1_000_000
# From "Grading results" in docs/externalGrading.md of PrairieLearn/PrairieLearn, which publishes no schema of
# it: `score` alone is mandatory, unless it is not gradable; and <pl-external-grader-results> shows `tests`.
SCHEMA = jsonschema.Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "gradable": {"type": "boolean"},
            "score": {"type": "number", "minimum": 0, "maximum": 1},
            "message": {"type": "string"},
            "output": {"type": "string"},
            "format_errors": {"type": ["array", "string"], "items": {"type": "string"}},
            "tests": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "points", "max_points"],
                    "properties": {
                        "name": {"type": "string"},
                        "description": {"type": "string"},
                        "points": {"type": "number"},
                        "max_points": {"type": "number"},
                        "message": {"type": "string"},
                        "output": {"type": "string"},
                    },
                    "additionalProperties": False,
                },
            },
        },
        "additionalProperties": False,
        "if": {"properties": {"gradable": {"const": False}}, "required": ["gradable"]},
        "then": {"not": {"required": ["score"]}},
        "else": {"required": ["score"]},
    }
)


def _write(run: Gradings, folder: Path) -> dict[str, Any]:
    (path,) = PrairieLearnReporter().write(run, folder)
    assert path == folder / "results.json"
    assert path.stat().st_size < MB
    written: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    SCHEMA.validate(written)
    _recorded(written)
    return written


def _recorded(results: dict[str, Any]) -> float | None:
    """The score that PrairieLearn (PrairieLearn/PrairieLearn) records, or None where no attempt is counted.

    As `makeGradingResult` in apps/prairielearn/src/lib/externalGraderCommon.ts and `processGradingResult` in
    externalGrader.ts have it, and as elements/pl-external-grader-results/pl-external-grader-results.py shows
    it: of tests one of which misses its points, no test has any.
    """
    assert results.get("succeeded", True), "the score would be 0"
    assert isinstance(results.get("format_errors", []), str | list)
    for test in results.get("tests", []):
        assert test["points"] is not None
        assert test["max_points"] is not None
    if not results.get("gradable", True):
        return None
    score = results["score"]
    assert isinstance(score, float | int)
    assert math.isfinite(score)
    assert 0 <= score <= 1
    return float(score)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_it_keeps_to_what_is_asked_for(graded_run: GradedRun, tmp_path: Path, outcome: Outcome) -> None:
    """Whatever the outcome, the file is valid, and only what could not be graded is not gradable."""
    written = _write(graded_run(outcome), tmp_path)
    assert (_recorded(written) is None) is (outcome is Outcome.INTERNAL_ERROR)


def test_the_score_is_of_all_checks_and_the_tests_are_those_shown(
    graded_run: GradedRun, tmp_path: Path
) -> None:
    """PrairieLearn records the full score; hidden checks leave their number and their points."""
    written = _write(graded_run(Outcome.PASSED), tmp_path)
    assert _recorded(written) == 0.6
    assert [(one["points"], one["max_points"]) for one in written["tests"]] == [(2.0, 2.0), (1.0, 1.0)]
    assert "1 further check worth 3 points not shown yet" in written["message"]
    text = json.dumps(written)
    for secret in ("secretly", "test_accuracy", "test_later", "0.987"):
        assert secret not in text


def test_a_huge_result_still_fits(graded_run: GradedRun, tmp_path: Path) -> None:
    """Messages are cut until all of it has less than 1 MB, and every check stays."""
    checks = tuple(
        CheckResult(
            check=Check(name=f"test_{number}", description="It is.", points=1.0),
            outcome=Outcome.FAILED,
            message="🦀" * 30_000,
        )
        for number in range(200)
    )
    plain = graded_run()
    results = [msgspec.structs.replace(plain.results[0], checks=checks), plain.results[1]]
    assert len(_write(graded_run(results=results), tmp_path)["tests"]) == 201


def test_nothing_handed_in_costs_no_attempt(
    make_run: Callable[..., Gradings], handed_in: HandedIn, tmp_path: Path
) -> None:
    """Where there is nothing at all, it is not gradable, and says why."""
    written = _write(make_run(submissions=handed_in("ada", problem="not handed in")), tmp_path)
    assert (written["gradable"], written["format_errors"]) == (False, ["not handed in", "not handed in"])
