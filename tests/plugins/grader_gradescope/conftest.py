"""The zip of a small course, laid out as Gradescope does, and run."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from grader_gradescope.build import Recipe, build

from grader.catalog.course import open_course
from grader.registry import Registry

# As Gradescope's documentation shows it (gradescope-autograders.readthedocs.io, page submission_metadata).
METADATA = json.loads(Path(__file__).with_name("metadata.json").read_text(encoding="utf-8"))


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """What run_autograder came to."""

    code: int
    results: dict[str, Any]
    stdout: str


@pytest.fixture
def autograde(tmp_path: Path, write_exercise: Callable[..., Path]) -> Callable[..., Ran]:
    """Builds the zip of a course whose hidden tests are `tests`, lays it out, hands in, and runs it."""

    def run(
        tests: str | None,
        files: dict[str, str],
        metadata: object = METADATA,
        limit_s: int | None = None,
        options: tuple[str, ...] = (),
    ) -> Ran:
        write_exercise(tmp_path / "course", **({} if tests is None else {"tests": tests}))
        course = open_course(tmp_path / "course", Registry(installed=False))
        wheel = tmp_path / "grader-1-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("grader/__init__.py", b"")
        (tmp_path / "autograder.zip").write_bytes(build(course, Recipe(wheel=wheel, options=options)))
        root = tmp_path / "autograder"
        (root / "submission").mkdir(parents=True)
        with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
            archive.extractall(root / "source")
            mode = archive.getinfo("run_autograder").external_attr >> 16
        (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
        (root / "run_autograder").chmod(mode)
        text = metadata if isinstance(metadata, str) else json.dumps(metadata)
        (root / "submission_metadata.json").write_text(text)
        for name, content in files.items():
            (root / "submission" / name).write_text(content)
        # The interpreter of the tests stands for the one that setup.sh installs.
        home = tmp_path / "home" / "venv"
        home.parent.mkdir()
        home.symlink_to(sys.prefix)
        variables = {"GRADER_AUTOGRADER_ROOT": str(root), "GRADER_HOME": str(home.parent)}
        limit = {} if limit_s is None else {"GRADER_TIME_LIMIT_S": str(limit_s)}
        done = subprocess.run(
            [root / "run_autograder"],
            cwd=root,
            env=dict(os.environ) | variables | limit,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        results = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
        return Ran(code=done.returncode, results=results, stdout=done.stdout.decode(errors="replace"))

    return run
