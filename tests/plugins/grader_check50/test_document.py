"""check50's JSON, read by check50 itself: its loader of results, and its renderers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attr
import pytest
from grader_check50.plugin import Check50Reporter

check50 = pytest.importorskip("check50", reason="check50 is not installed")
renderer = pytest.importorskip("check50.renderer")
runner = pytest.importorskip("check50.runner")

from grader.model.exercise import Check  # noqa: E402  (after what may not be installed)
from grader.model.outcome import Outcome  # noqa: E402
from grader.model.result import CheckResult  # noqa: E402
from grader.seams import Gradings  # noqa: E402

GradedRun = Callable[..., Gradings]


def _write(run: Gradings, folder: Path) -> dict[str, Any]:
    (path,) = Check50Reporter().write(run, folder)
    written: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return written


@pytest.mark.parametrize("outcome", list(Outcome))
def test_check50_reads_and_shows_it(graded_run: GradedRun, tmp_path: Path, outcome: Outcome) -> None:
    """Its own class holds each result without loss, and its three renderers take the whole."""
    written = _write(graded_run(outcome), tmp_path)
    read = [runner.CheckResult.from_dict(one) for one in written["results"]]
    assert [attr.asdict(one) for one in read] == written["results"]
    assert json.loads(renderer.to_json(**written)) == written
    assert "<script>" not in renderer.to_html(**written)
    shown = renderer.to_ansi(**written, _log=True)
    assert ("The output is (N, 10)." in shown) is (outcome is not Outcome.INTERNAL_ERROR)


def test_passed_failed_and_not_run(graded_run: GradedRun, tmp_path: Path) -> None:
    """`passed` is true, false, or null with a reason where a check did not run or was not graded."""
    states = {
        Outcome.PASSED: {True},
        Outcome.FAILED: {False},
        Outcome.NOT_RUN: {None},
        Outcome.INTERNAL_ERROR: {None},
    }
    for outcome, expected in states.items():
        results = _write(graded_run(outcome), tmp_path)["results"]
        assert {one["passed"] for one in results} == expected
        assert all(one["passed"] or one["cause"]["rationale"] for one in results)


def test_what_is_not_shown_is_not_there(graded_run: GradedRun, tmp_path: Path) -> None:
    """Hidden checks are left out, and nothing depends on one."""
    text = json.dumps(_write(graded_run(), tmp_path))
    for secret in ("secretly", "test_accuracy", "test_later", "0.987"):
        assert secret not in text


def test_a_dependency_is_a_result_that_is_there(graded_run: GradedRun, tmp_path: Path) -> None:
    """A check's dependency is the first check that it requires, by the name it has in the file."""
    run = graded_run()
    needy = CheckResult(
        check=Check(name="test_more", description="More.", points=1.0, requires=("test_shape",)),
        outcome=Outcome.NOT_RUN,
    )
    (mlp, other) = run.results
    from msgspec.structs import replace  # noqa: PLC0415  (only here)

    written = _write(graded_run(results=[replace(mlp, checks=(*mlp.checks, needy)), other]), tmp_path)
    (entry,) = (one for one in written["results"] if one["name"] == "mlp.test_more")
    assert entry["dependency"] == "mlp.test_shape"
    assert written["slug"] == "mlp+conv_strided"
