"""examples/autolab/autograde-Makefile, run as Autolab's autodriver runs it: `make` in the handin's folder."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog.course import open_course
from grader.catalog.package import package
from grader.registry import Registry

EXAMPLE = Path(__file__).parents[3] / "examples" / "autolab" / "autograde-Makefile"
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def _last_line(root: Path, course: bytes) -> object:
    """What stands last in standard output and standard error together, as Autolab parses it."""
    (root / "course.zip").write_bytes(course)
    with tarfile.open(root / "autograde.tar", "w") as archive:
        archive.add(root / "course.zip", "course.zip")
    text = EXAMPLE.read_text(encoding="utf-8").replace("conv_strided", "double")
    (root / "Makefile").write_text(text, encoding="utf-8")
    (root / "double.py").write_text("def double(x):\n    return 4\n", encoding="utf-8")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["make"],  # noqa: S607  (Autolab runs whatever make there is)
        cwd=root,
        env=dict(os.environ) | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return json.loads(done.stdout.splitlines()[-1])


def test_a_handin_is_graded(tmp_path: Path, write_exercise: Callable[..., Path]) -> None:
    """The last line has the points, whatever was said before it."""
    write_exercise(tmp_path / "course")
    course = package(open_course(tmp_path / "course", Registry(installed=False)))
    (tmp_path / "job").mkdir()
    assert _last_line(tmp_path / "job", course) == {"scores": {"double": 2.0}}


def test_a_grader_that_fails_is_no_zero(tmp_path: Path) -> None:
    """Without a course that can be read, the last line has no score, and not one that Autolab makes up."""
    assert _last_line(tmp_path, b"no zip") == {"scores": {"double": None}}
