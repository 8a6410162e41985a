"""Classroom 50's result.json, held to its published structure and to what its runner asks besides."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from grader_github.plugin import Classroom50Reporter

from grader.model.errors import UsageError
from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission
from grader.seams import Gradings

Run = Callable[..., Gradings]
HandedIn = Callable[..., list[Submission]]
MakeResult = Callable[..., JobResult]

SCHEMA = json.loads((Path(__file__).parent / "result-v1.json").read_text(encoding="utf-8"))
ENVIRON = {
    "CLASSROOM": "dl",
    "ASSIGNMENT": "week-2",
    "ASSIGNMENT_TYPE": "individual",
    "SUBMISSION_TAG": "submit/2026-11-28T12-00-00Z-a1b2c3d",
    "COMMIT_URL": "https://github.example/c",
    "RELEASE_URL": "https://github.example/r",
    "OWNER": "ada",
}


def written(run: Gradings, folder: Path) -> dict[str, object]:
    """What the reporter writes, valid by the schema and by `validate_result` of the runner and the collector.

    These are runner.py and collect_scores.py in cli/gh-teacher/skeleton/dotgithub/scripts of
    foundation50/classroom50; what they ask beyond the schema is that scores are no booleans, that none is
    above its maximum, and that whose it is is what the environment says.
    """
    (path,) = Classroom50Reporter(ENVIRON).write(run, folder)
    result = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(result)
    assert result["score"] == sum(test["score"] for test in result["tests"])
    assert result["max-score"] == sum(test["max-score"] for test in result["tests"])
    assert all(test["score"] <= test["max-score"] for test in result["tests"])
    assert not any(isinstance(test[key], bool) for test in result["tests"] for key in ("score", "max-score"))
    given = {"classroom": "CLASSROOM", "assignment": "ASSIGNMENT", "submission": "SUBMISSION_TAG"}
    assert all(result[field] == ENVIRON[name] for field, name in given.items())
    assert result["owner"] == ENVIRON["OWNER"]
    assert isinstance(result, dict)
    return result


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.INTERNAL_ERROR])
def test_it_keeps_to_the_structure(
    make_run: Run, handed_in: HandedIn, make_result: MakeResult, tmp_path: Path, outcome: Outcome
) -> None:
    """Whatever the outcome and the message, the file is one that Classroom 50 takes."""
    results = [
        make_result(slug=slug, outcome=outcome, message="\ud800\x00\n🦀") for slug in ("mlp", "conv_strided")
    ]
    result = written(make_run(submissions=handed_in("ada"), results=results), tmp_path)
    assert result["max-score"] == 600
    assert result["review"] == ENVIRON["COMMIT_URL"]


def test_halves_are_neither_lost_nor_made(of_ada: Run, tmp_path: Path) -> None:
    """Quarters of a point, and a third of one, come out as hundredths; the sum is that of the tests."""
    checks = tuple(
        CheckResult(check=Check(name=name, description=name, points=p), outcome=Outcome.FAILED, earned=e)
        for name, p, e in (("a", 0.25, 0.25), ("b", 0.5, 0.0), ("c", 1.0, 1 / 3), ("d", 1.5, 1.25))
    )
    result = written(of_ada(checks=checks), tmp_path)
    assert (result["score"], result["max-score"]) == (25 + 33 + 125, 325)


def test_the_score_is_full_and_hidden_checks_are_one_number(of_ada: Run, tmp_path: Path) -> None:
    """What the instructor gets is the score of all checks; of hidden ones there is a number and no more."""
    result = written(of_ada(), tmp_path)
    assert result["score"] == 500
    _, hidden = result["tests"]  # type: ignore[misc]
    assert hidden == {
        "test-name": "mlp: checks that are not shown", "passed": True, "score": 300, "max-score": 300
    }  # fmt: skip
    assert "It learns" not in json.dumps(result)


def test_what_could_not_be_graded_leaves_no_result(of_ada: Run, tmp_path: Path) -> None:
    """Without a score there is no file, not even one that a student put there; the runner reports that."""
    (tmp_path / "result.json").write_text('{"score": 100}', encoding="utf-8")
    run = of_ada(outcome=Outcome.INTERNAL_ERROR)
    assert Classroom50Reporter(ENVIRON).write(run, tmp_path) == []
    assert not (tmp_path / "result.json").exists()


def test_a_students_file_and_link_are_replaced(of_ada: Run, tmp_path: Path) -> None:
    """Where the student's tree has a link of that name, it is replaced; what it leads to is not touched."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine", encoding="utf-8")
    (tmp_path / "result.json").symlink_to(elsewhere)
    written(of_ada(), tmp_path)
    assert elsewhere.read_text(encoding="utf-8") == "mine"


def test_outside_of_the_runner_it_says_what_is_missing(
    make_run: Run, handed_in: HandedIn, tmp_path: Path
) -> None:
    """Without the runner's variables the error names each that is missing."""
    run = make_run(submissions=handed_in("ada", problem="not handed in"))
    with pytest.raises(UsageError, match="COMMIT_URL, OWNER, and here"):
        Classroom50Reporter({**ENVIRON, "COMMIT_URL": "", "OWNER": ""}).write(run, tmp_path)
    assert Classroom50Reporter({**ENVIRON, "OWNER": "", "USERNAME": "ada"}).write(run, tmp_path)


def test_it_is_one_students(make_run: Run, handed_in: HandedIn, tmp_path: Path) -> None:
    """A class has no such file."""
    run = make_run(submissions=handed_in("ada", "bob", problem="not handed in"))
    with pytest.raises(UsageError, match="use `grader ci`"):
        Classroom50Reporter(ENVIRON).write(run, tmp_path)
