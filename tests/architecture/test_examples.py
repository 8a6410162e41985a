"""What is ready to copy under examples/ci: valid by published schemas, and no door for a student's text."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from grader.cli.ci import ci
from grader.cli.registry import full_registry
from grader.execution.local import local_is_possible

_CI = Path(__file__).parents[2] / "examples" / "ci"
# The schemas of SchemaStore and GitLab, as check-jsonschema ships them.
SCHEMAS = {
    _CI / "github" / "action.yml": "vendor.github-actions",
    _CI / "github" / "grade.yml": "vendor.github-workflows",
    _CI / "github" / "pull-request.yml": "vendor.github-workflows",
    _CI / "gitlab" / ".gitlab-ci.yml": "vendor.gitlab-ci",
}
ON_GITHUB = [path for path, schema in SCHEMAS.items() if schema.startswith("vendor.github")]
WORKFLOWS = [path for path, schema in SCHEMAS.items() if schema == "vendor.github-workflows"]


def load(path: Path) -> Any:
    """The document."""
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def steps(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every step of a workflow or of a composite action."""
    yield from document.get("runs", {}).get("steps", [])
    for job in document.get("jobs", {}).values():
        yield from job["steps"]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_it_keeps_to_the_published_schema(path: Path) -> None:
    """Each file is what its system takes for a workflow, an action or a pipeline."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[path], path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", ON_GITHUB, ids=lambda path: path.name)
def test_no_expression_becomes_code(path: Path) -> None:
    """No script has an expression in its text, where a branch named by a student would be code."""
    scripts = [step["run"] for step in steps(load(path)) if "run" in step]
    assert scripts
    assert not [script for script in scripts if "${{" in script]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read(path: Path) -> None:
    """The token may only read, no checkout leaves one behind, and the work lies in a folder of its own."""
    document = load(path)
    assert document["permissions"] == {"contents": "read"}
    checkouts = [step for step in steps(document) if step.get("uses", "").startswith("actions/checkout")]
    assert checkouts
    for step in checkouts:
        assert step["with"]["persist-credentials"] is False
        assert step["with"]["path"] == "work"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_only_the_download_sees_the_secret(path: Path) -> None:
    """The one step that has the token runs no Python and nothing of the student's."""
    with_secret = [step for step in steps(load(path)) if "secrets." in str(step)]
    (step,) = with_secret
    assert step["run"].startswith("gh release download")
    assert "work" not in step["run"]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_what_it_runs_exists(path: Path) -> None:
    """Every option of `grader ci` that a file uses, and every report that it names, is there."""
    text = path.read_text(encoding="utf-8")
    options = {name for parameter in ci.params for name in parameter.opts}
    reports = {reporter.name for reporter in full_registry().reporters()}
    called = re.search(r"grader\"? ci .*?(?=\n\S|\n  \S|\Z)", text, re.DOTALL)
    if called:
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", called[0])) <= options
        assert set(re.findall(r"--format ([a-z]\S*)", called[0])) <= reports
    for step in steps(load(path)):
        given = step.get("with", {})
        if "/examples/ci/github@" in step.get("uses", ""):
            assert set(given) <= set(load(_CI / "github" / "action.yml")["inputs"])
            assert set(given.get("formats", "").split()) <= reports


@pytest.mark.skipif(not local_is_possible(), reason="the wall is made for Linux")
def test_classroom_50s_autograder(tmp_path: Path) -> None:
    """In a checkout full of traps it replaces the student's result.json, and runs nothing unwalled."""
    bundle, work, ran = tmp_path / "bundle", tmp_path / "work", tmp_path / "ran"
    bundle.mkdir()
    work.mkdir()
    text = (_CI / "classroom50" / "autograder.py").read_text(encoding="utf-8")
    (bundle / "autograder.py").write_text(text.replace('["mlp"]', '["pooling"]'), encoding="utf-8")
    for name in ("grader", "torch", "msgspec", "pip", "subprocess", "sitecustomize", "pooling"):
        (work / f"{name}.py").write_text(f"open({str(ran)!r}, 'w')\n", encoding="utf-8")
    (work / "result.json").write_text('{"score": 1000, "max-score": 1000}', encoding="utf-8")
    names = ("CLASSROOM", "ASSIGNMENT", "COMMIT_URL", "RELEASE_URL", "OWNER")
    said = {"SUBMISSION_TAG": "submit/x", "CLASSROOM50_BUNDLE_DIR": str(bundle), **dict.fromkeys(names, "x")}
    command = [sys.executable, bundle / "autograder.py"]
    done = subprocess.run(command, cwd=work, env=os.environ | said, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    result = json.loads((work / "result.json").read_text(encoding="utf-8"))
    assert (result["score"], result["max-score"]) == (0, 1000)
    assert not ran.exists()
