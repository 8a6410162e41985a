"""The plain JSON report, held to its own published schema by jsonschema."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from grader_json.plugin import JsonReporter

from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.seams import Gradings

MakeRun = Callable[..., Gradings]
HandedIn = Callable[..., list[Submission]]
MakeResult = Callable[..., JobResult]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_it_keeps_to_its_schema(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult, tmp_path: Path, outcome: Outcome
) -> None:
    """Whatever the outcome and the name, the document is valid by the schema written beside it."""
    run = make_run(submissions=handed_in("Lovelace, Ada 🦀", "Jos\udce9"), results=[
        make_result("Lovelace, Ada 🦀", outcome=outcome, message="<b>\x1b[31m")
    ])  # fmt: skip
    report, schema = JsonReporter().write(run, tmp_path)
    written = json.loads(report.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    validator.validate(written)
    assert [one["student"] for one in written["students"]] == ["Lovelace, Ada 🦀", "Jos\udce9"]


def test_a_hidden_check_is_a_number(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult, tmp_path: Path
) -> None:
    """Of a check that is not shown, the document has what it is worth and nothing else."""
    run = make_run(submissions=handed_in("ada"), results=[make_result(message="secretly")])
    text = JsonReporter().write(run, tmp_path)[0].read_text(encoding="utf-8")
    (mlp, _) = json.loads(text)["students"][0]["exercises"]
    assert (mlp["earned"], mlp["possible"], mlp["withheld"], mlp["withheld_points"]) == (2.0, 2.0, 1, 3.0)
    assert "test_accuracy" not in text
    assert "It learns" not in text
