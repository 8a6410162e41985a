"""What is built of this project has a course in it."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
AddExercise = Callable[..., Path]


def _run(program: list[str], folder: Path) -> None:
    done = subprocess.run([sys.executable, *program], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_wheel_from_sdist_has_the_course(tmp_path: Path, add_exercise: AddExercise) -> None:
    """A wheel built from a source distribution carries exercises and solutions, and no caches or strays."""
    pytest.importorskip("pip", reason="a wheel is built with pip, which this environment lacks")
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in"):
        shutil.copy(REPOSITORY / name, tmp_path)
    (tmp_path / "README.md").write_text("# grader\n")
    shutil.copytree(REPOSITORY / "grader", tmp_path / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    folder = add_exercise("ant")
    for name in ("wrong/off_by_one.py", "figure.svg", "__pycache__/exercise.cpython-311.pyc", ".DS_Store"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_one.py").write_text("")

    _run(["-c", "from setuptools import build_meta; build_meta.build_sdist('sdist')"], tmp_path)
    (sdist,) = (tmp_path / "sdist").glob("*.tar.gz")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    _run(["-m", "pip", "wheel", str(sdist), *options, "--wheel-dir", "wheels"], tmp_path)

    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert sorted(name for name in names if name.startswith("grader/_course/")) == [
        "grader/_course/exercises/ant/README.md",
        "grader/_course/exercises/ant/exercise.py",
        "grader/_course/exercises/ant/figure.svg",
        "grader/_course/exercises/ant/hidden_tests.py",
        "grader/_course/exercises/ant/public_tests.py",
        "grader/_course/exercises/ant/wrong/off_by_one.py",
        "grader/_course/solutions/ant.py",
    ]
    assert "grader/catalog/course.py" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"grader"}
