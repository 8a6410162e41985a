"""The zip as Gradescope runs it: results.json is there whatever happens, and a failure of ours is no zero."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

Ran = Any
SCHEMA = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
RIGHT = {"double.py": "def double(x):\n    return 2 * x\n"}
HANGS = """
import time

import pytest


@pytest.mark.points(1)
def test_forever(submission):
    \"\"\"It ends.\"\"\"
    while True:
        time.sleep(1)
"""
BREAKS = """
import pytest


@pytest.mark.points(1)
def test_ours(submission):
    \"\"\"It is ours.\"\"\"
    raise KeyError("a mistake in the hidden test")
"""


def _check(ran: Ran) -> Ran:
    jsonschema.Draft202012Validator(SCHEMA).validate(ran.results)
    assert ran.code == 0, ran.stdout
    return ran


def _check_unscored(ran: Ran) -> Ran:
    assert not {"score", "tests"} & set(_check(ran).results)
    assert "The fault is not yours" in ran.results["output"]
    return ran


def test_a_late_submission_of_a_group_is_graded(autograde: Callable[..., Ran]) -> None:
    """Both members are named, the points are there, and the student reads how late it is."""
    users = [{"name": "Ada", "email": "a@x.org"}, {"name": "Wei 🦀", "email": "w@x.org"}]
    metadata = json.loads(Path(__file__).with_name("metadata.json").read_text(encoding="utf-8"))
    ran = _check(autograde(None, RIGHT, {**metadata, "users": users}))
    assert [(one["score"], one["max_score"]) for one in ran.results["tests"]] == [(2.0, 2.0), (1.0, 1.0)]
    assert ran.results["extra_data"]["student"] == "Ada and Wei 🦀"
    assert [one["email"] for one in ran.results["extra_data"]["members"]] == ["a@x.org", "w@x.org"]
    assert ran.results["output"] == "Handed in 30 minutes after the due date."
    assert ran.results["extra_data"]["late_s"] == pytest.approx(1800.4, abs=0.1)


def test_an_empty_submission_is_a_zero_that_says_why(autograde: Callable[..., Ran]) -> None:
    """Nothing handed in earns nothing, and that is the student's to mend."""
    ran = _check(autograde(None, {}))
    assert [one["score"] for one in ran.results["tests"]] == [0.0, 0.0]
    assert "not handed in" in ran.results["output"]


def test_a_broken_hidden_test_is_no_zero(autograde: Callable[..., Ran]) -> None:
    """What goes wrong on our side leaves no score, and the instructor reads what it was."""
    ran = _check_unscored(autograde(BREAKS, RIGHT))
    assert "a mistake in the hidden test" not in json.dumps(ran.results)
    assert "a mistake in the hidden test" in ran.stdout


def test_metadata_that_cannot_be_read_is_no_zero(autograde: Callable[..., Ran]) -> None:
    """Where the grader stops before it begins, the file from the start stays; the line is told."""
    ran = _check_unscored(autograde(None, RIGHT, '{"id": 1,\n "users": [}'))
    assert "submission_metadata.json:2: no JSON" in ran.stdout


def test_a_wall_that_cannot_be_built_grades_nobody(autograde: Callable[..., Ran]) -> None:
    """Without the sandbox that was asked for nothing runs, and nobody has a zero."""
    ran = _check_unscored(autograde(None, RIGHT, options=("--sandbox", "of_another_planet")))
    assert "there is no sandbox called 'of_another_planet'" in ran.stdout


def test_a_run_that_hangs_is_stopped_before_gradescope_does(autograde: Callable[..., Ran]) -> None:
    """At our own limit the run ends, without a score."""
    ran = _check_unscored(autograde(HANGS, RIGHT, limit_s=5))
    assert "it took longer than 5 seconds" in ran.stdout
