"""Gradescope's results.json, held to a schema that Gradescope's own library keeps to as well."""

import io
import json
import math
import unittest
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from grader_gradescope.reporter import GradescopeReporter
from gradescope_utils.autograder_utils.decorators import leaderboard, visibility, weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

from grader.model.outcome import Outcome, Visibility
from grader.model.person import Person
from grader.model.publication import Publication
from grader.seams import Gradings

GradedRun = Callable[..., Gradings]
SCHEMA = jsonschema.Draft202012Validator(
    json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
)
EVERYTHING = frozenset(Visibility)


def _write(run: Gradings, folder: Path, *, leaders: bool = False) -> dict[str, Any]:
    (path,) = GradescopeReporter(leaderboard=leaders).write(run, folder)
    assert path == folder / "results.json"
    written: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    SCHEMA.validate(written)
    return written


class _OfGradescopes(unittest.TestCase):
    """What gradescope_utils makes results of."""

    @weight(2)
    @visibility("after_due_date")
    def test_it(self) -> None:
        """It works."""

    @leaderboard("accuracy")
    def test_leader(self, set_leaderboard_value: Callable[[float], None] | None = None) -> None:
        """It leads."""
        assert set_leaderboard_value is not None
        set_leaderboard_value(0.5)


def test_gradescopes_own_library_keeps_to_the_schema() -> None:
    """What gradescope_utils writes is valid by the schema that ours is held to."""
    out = io.StringIO()
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(_OfGradescopes)
    JSONTestRunner(stream=out, visibility="visible", stdout_visibility="hidden").run(suite)
    written = json.loads(out.getvalue())
    SCHEMA.validate(written)
    assert written["tests"][0]["visibility"] == "after_due_date"
    assert written["leaderboard"][0]["value"] == 0.5


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.INTERNAL_ERROR])
def test_every_check_is_handed_over_with_its_visibility(
    graded_run: GradedRun, tmp_path: Path, outcome: Outcome
) -> None:
    """Hidden checks are there for the instructor, and hidden; the points add up to the full score."""
    written = _write(graded_run(outcome), tmp_path)
    given = [(one["visibility"], one["score"], one["max_score"]) for one in written["tests"]]
    earned = {
        name: worth if outcome is Outcome.PASSED else 0.0
        for name, worth in zip("abc", (2, 3, 1), strict=True)
    }
    assert given == [
        ("visible", earned["a"], 2.0),
        ("hidden", earned["b"], 3.0),
        ("visible", earned["c"], 1.0),
        ("after_due_date", 0.0, 4.0),
    ]
    assert [one["number"] for one in written["tests"]] == ["1.1", "1.2", "2.1", "2.2"]
    assert (written["tests"][0]["status"] == "passed") is (outcome is Outcome.PASSED)


def test_what_has_no_visibility_holds_no_secret(graded_run: GradedRun, tmp_path: Path) -> None:
    """The text above the checks and the leaderboard say nothing of what hidden checks printed or measured."""
    written = _write(graded_run(), tmp_path, leaders=True)
    assert "secretly" not in written["output"]
    assert "0.987" not in json.dumps(written)
    assert "leaderboard" not in written


def test_the_time_is_that_of_what_is_shown(graded_run: GradedRun, tmp_path: Path) -> None:
    """How long hidden checks took is not in the time that students see."""
    run = graded_run()
    results = [
        msgspec.structs.replace(
            one,
            duration_s=1000.0,
            checks=tuple(
                msgspec.structs.replace(
                    check, duration_s=0.5 if check.check.visibility is Visibility.VISIBLE else 100.0
                )
                for check in one.checks
            ),
        )
        for one in run.results
    ]
    assert _write(graded_run(results=results), tmp_path)["execution_time"] == 1.0


def test_text_of_students_is_plain_and_inert(graded_run: GradedRun, tmp_path: Path, nasty: str) -> None:
    """Formats are `text`, and no control character or half a character is left in any of it."""
    run = graded_run(message=nasty)
    written = _write(run, tmp_path)
    assert {one["output_format"] for one in written["tests"]} == {"text"}
    for text in [written["output"], *(one["output"] for one in written["tests"])]:
        assert all(char.isprintable() or char == "\n" for char in text)
    assert "output_format" not in written


def test_accuracies_lead_where_they_are_shown_and_asked_for(graded_run: GradedRun, tmp_path: Path) -> None:
    """The leaderboard has the accuracy only if all checks of the exercise are shown, and it is asked for."""
    run = graded_run(shown=EVERYTHING)
    assert _write(run, tmp_path, leaders=True)["leaderboard"] == [
        {"name": "mlp accuracy", "value": 0.987, "order": "desc"}
    ]
    assert "leaderboard" not in _write(run, tmp_path)
    (mlp, other) = run.results
    spoilt = msgspec.structs.replace(mlp, measures={"accuracy": math.nan})
    assert "leaderboard" not in _write(
        graded_run(shown=EVERYTHING, results=[spoilt, other]), tmp_path, leaders=True
    )


def test_without_a_grade_there_is_no_score(graded_run: GradedRun, tmp_path: Path) -> None:
    """Neither a score nor checks, which would add up to one; and the student reads whose fault it is."""
    written = _write(graded_run(Outcome.INTERNAL_ERROR), tmp_path)
    assert not {"score", "tests"} & set(written)
    assert "The fault is not yours" in written["output"]
    assert "secretly" not in json.dumps(written)


def test_late_work_says_how_late(graded_run: GradedRun, tmp_path: Path) -> None:
    """The student reads by how much, and the instructor's programs have the seconds and the people."""
    plain = graded_run()
    submissions = [
        msgspec.structs.replace(one, submitted_at="2026-12-01T20:30:00+01:00") for one in plain.submissions
    ]
    student = plain.submissions[0].student
    run = graded_run(
        submissions=submissions,
        publication=Publication(due=datetime(2026, 12, 1, 17, 0, tzinfo=UTC)),
        people=[Person(student=student, name="Ada", email="ada@x.org"), Person(student="eve", name="Eve")],
    )
    written = _write(run, tmp_path)
    assert written["output"].startswith("Handed in 2 hours after the due date.")
    assert written["extra_data"]["late_s"] == 9000.0
    assert written["extra_data"]["members"] == [{"name": "Ada", "email": "ada@x.org"}]
    assert _write(plain, tmp_path)["extra_data"]["late_s"] is None
