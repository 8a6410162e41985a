"""The result of GitHub Classroom's actions, scored in both ways that its reporter has had."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from grader_github.legacy import LIMIT_BYTES, MOST_TESTS
from grader_github.plugin import GitHubClassroomReporter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.seams import Gradings

Run = Callable[..., Gradings]
Score = tuple[float, float]


def by_sum(result: dict[str, Any]) -> float:
    """As src/notify-classroom.js of classroom-resources/autograding-grading-reporter adds up."""
    return sum(test["score"] for test in result["tests"])


def by_share(result: dict[str, Any]) -> float:
    """As its `console-results.js` did before: the share of tests that passed, of all points."""
    passed = sum(test["status"] == "pass" for test in result["tests"])
    return passed / len(result["tests"]) * result["max_score"]


def checks_of(*scores: Score, message: str = "") -> tuple[CheckResult, ...]:
    """A check for each (points, earned)."""
    return tuple(
        CheckResult(
            check=Check(name=f"t{number}", description=f"Check {number}.", points=points),
            outcome=Outcome.PASSED if earned == points else Outcome.FAILED,
            earned=earned,
            message=message,
        )
        for number, (points, earned) in enumerate(scores)
    )


@pytest.fixture
def read(of_ada: Run, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """What the reporter reads of a run with these checks: from the step's output, in base64."""

    def read_one(checks: tuple[CheckResult, ...]) -> dict[str, Any]:
        path = tmp_path / "output"
        path.write_text("before=1\n", encoding="utf-8")
        GitHubClassroomReporter({"GITHUB_OUTPUT": str(path)}).write(of_ada(checks=checks), tmp_path)
        before, line = path.read_text(encoding="utf-8").splitlines()
        assert before == "before=1"
        encoded = line.removeprefix("result=")
        assert len(encoded) <= LIMIT_BYTES
        result: dict[str, Any] = json.loads(base64.b64decode(encoded, validate=True))
        return result

    return read_one


hundredths = st.integers(1, 400).flatmap(lambda most: st.tuples(st.just(most / 100), st.integers(0, most)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(hundredths, min_size=1, max_size=12))
def test_both_scorers_agree(read: Callable[..., dict[str, Any]], scores: list[tuple[float, int]]) -> None:
    """The sum is exact for any points; the share is the same, or less by at most a 400th of the whole."""
    checks = checks_of(*((points, earned / 100) for points, earned in scores))
    result = read(checks)
    earned = sum(one.earned for one in checks)
    assert by_sum(result) == pytest.approx(earned)
    assert result["max_score"] == pytest.approx(sum(one.check.points for one in checks))
    exact = len(result["tests"]) < MOST_TESTS
    assert -1e-9 <= earned - by_share(result) <= (1e-9 if exact else result["max_score"] / MOST_TESTS + 1e-9)


def test_halves_are_tests_of_one_size(read: Callable[..., dict[str, Any]]) -> None:
    """A check of a point and a half with half a point earned is three tests of which one passed."""
    result = read(checks_of((1.5, 0.5), (1.0, 1.0), message="it is 3\n::error::"))
    assert [(test["status"], test["score"]) for test in result["tests"]] == [
        ("pass", 0.5), ("fail", 0), ("fail", 0), ("pass", 0.5), ("pass", 0.5)
    ]  # fmt: skip
    assert result["tests"][1]["message"] == "it is 3 ::error::"
    assert (result["version"], result["status"]) == (3, "fail")


def test_long_messages_give_way(read: Callable[..., dict[str, Any]]) -> None:
    """Where all would be longer than an environment variable may be, the messages are left out first."""
    result = read(checks_of(*[(1.0, 0.0)] * 390, message="x" * 5000))
    assert len(result["tests"]) == 390
    assert "message" not in result["tests"][0]


def test_nothing_graded_is_an_error(of_ada: Run, tmp_path: Path) -> None:
    """An internal error is neither a pass nor a fail; without the step's output the document is a file."""
    run = of_ada(outcome=Outcome.INTERNAL_ERROR)
    (path,) = GitHubClassroomReporter({}).write(run, tmp_path)
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "version": 3, "status": "error", "max_score": 0, "tests": []
    }  # fmt: skip


def test_hidden_checks_are_one_number(
    of_ada: Run, make_result: Callable[..., JobResult], tmp_path: Path
) -> None:
    """Checks that are not shown count, without their names and messages, and do not decide the status."""
    shown, hidden = make_result().checks
    checks = (shown, CheckResult(check=hidden.check, outcome=Outcome.FAILED, message="secretly"))
    (path,) = GitHubClassroomReporter({}).write(of_ada(checks=checks), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "secretly" not in text
    assert "It learns" not in text
    result = json.loads(text)
    assert (result["status"], by_sum(result), by_share(result), result["max_score"]) == ("pass", 2, 2, 5)
