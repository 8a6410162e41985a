"""examples/prairielearn, which is there to be copied: valid, and run as PrairieLearn runs it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema

from grader.catalog.course import open_course
from grader.catalog.package import package
from grader.registry import Registry

EXAMPLE = Path(__file__).parents[3] / "examples" / "prairielearn" / "conv_strided"
# What apps/prairielearn/src/schemas/infoQuestion.ts of PrairieLearn/PrairieLearn says of the fields that are
# used here; `enabled` is deprecated there and was needed by earlier versions.
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["uuid", "type", "title", "topic"],
    "properties": {
        "uuid": {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
        "type": {"const": "v3"},
        "title": {"type": "string"},
        "topic": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "gradingMethod": {"enum": ["Internal", "External", "Manual"]},
        "singleVariant": {"type": "boolean"},
        "partialCredit": {"type": "boolean"},
        "externalGradingOptions": {
            "type": "object",
            "additionalProperties": False,
            "required": ["image", "entrypoint"],
            "properties": {
                "enabled": {"type": "boolean"},
                "image": {"type": "string"},
                "entrypoint": {"type": ["string", "array"]},
                "timeout": {"type": "integer", "maximum": 600},
                "enableNetworking": {"type": "boolean"},
                "environment": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
            },
        },
    },
}


def _run(root: Path, course: bytes, files: dict[str, str]) -> tuple[dict[str, Any], str]:
    for name in ("student", "tests"):
        (root / name).mkdir(parents=True)
    (root / "tests" / "course.zip").write_bytes(course)
    for name, content in files.items():
        (root / "student" / name).write_text(content)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [EXAMPLE / "tests" / "run.sh"],
        env=dict(os.environ) | {"GRADER_PRAIRIELEARN_ROOT": str(root), "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    results: dict[str, Any] = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    return results, done.stdout


def test_info_json_is_valid() -> None:
    """It has the fields that PrairieLearn asks for, and the entry point is the script that lies there."""
    info = json.loads((EXAMPLE / "info.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(info)
    options = info["externalGradingOptions"]
    assert options["entrypoint"] == "/grade/tests/run.sh"
    assert os.access(EXAMPLE / "tests" / "run.sh", os.X_OK)
    # The script must be done before PrairieLearn ends the container.
    assert int(options["environment"]["GRADER_TIME_LIMIT_S"]) + 20 <= options["timeout"]


def test_a_submission_is_graded(tmp_path: Path, write_exercise: Callable[..., Path]) -> None:
    """Laid out as in the container, the script leaves a score between 0 and 1, and a test for each check."""
    write_exercise(tmp_path / "course")
    course = package(open_course(tmp_path / "course", Registry(installed=False)))
    half = "def double(x):\n    return 4\n"
    results, said = _run(tmp_path / "grade", course, {"double.py": half})
    assert results["gradable"], said
    assert abs(results["score"] - 2 / 3) < 1e-9
    assert [(one["points"], one["max_points"]) for one in results["tests"]] == [(2.0, 2.0), (0.0, 1.0)]


def test_a_grader_that_fails_costs_no_attempt(tmp_path: Path) -> None:
    """Without a course that can be read, the file that was there from the start says so."""
    results, said = _run(tmp_path / "grade", b"no zip", {})
    assert results["gradable"] is False
    assert "score" not in results
    assert "no zip, or a damaged one" in said
