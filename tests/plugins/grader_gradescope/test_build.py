"""`grader gradescope build`: what is in the zip."""

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from grader_gradescope.commands import gradescope

from grader.model.errors import UsageError


@pytest.fixture
def course(tmp_path: Path, write_exercise: Callable[..., Path]) -> Path:
    """A course with the one exercise `double`."""
    write_exercise(tmp_path / "course")
    return tmp_path / "course"


def _build(course: Path, *arguments: str | Path) -> Any:
    given = ["build", *map(str, arguments), "--course", str(course)]
    return CliRunner().invoke(gradescope, given, catch_exceptions=False)


def _wheel(path: Path, name: str = "grader/__init__.py") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, b"")
    return path


def test_the_scripts_can_be_run_and_the_rest_is_beside_them(course: Path, tmp_path: Path) -> None:
    """setup.sh and run_autograder lie at the top, are programs, and bash takes them."""
    done = _build(course, tmp_path / "a.zip", "double", "--time-limit", "100", "--leaderboard")
    assert done.exit_code == 0, done.output
    assert "2 checks worth 3 points" in done.output
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["setup.sh", "run_autograder", "course.zip"]
        for name in ("setup.sh", "run_autograder"):
            assert archive.getinfo(name).external_attr >> 16 & 0o111
            archive.extract(name, tmp_path)
            subprocess.run(["/bin/bash", "-n", tmp_path / name], check=True)
        text = archive.read("run_autograder").decode()
        assert "@" not in archive.read("setup.sh").decode().replace('"$@"', "")
    assert "GRADER_TIME_LIMIT_S:-100" in text
    assert "--leaderboard" in text


def test_a_wheel_and_requirements_go_along(course: Path, tmp_path: Path) -> None:
    """setup.sh installs what is in the zip; the same input gives the same bytes."""
    wheel = _wheel(tmp_path / "grader-9.9-py3-none-any.whl")
    (tmp_path / "needs.txt").write_text("torch==2.9.0\n")
    arguments = ("--wheel", wheel, "--requirements", tmp_path / "needs.txt")
    _build(course, tmp_path / "a.zip", *arguments)
    _build(course, tmp_path / "b.zip", *arguments)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist()[3:] == [wheel.name, "requirements.txt"]
        assert archive.read("requirements.txt") == b"torch==2.9.0\n"
        assert '"$source"/grader-9.9-py3-none-any.whl' in archive.read("setup.sh").decode()


@pytest.mark.parametrize(
    ("name", "inside", "said"),
    [
        ("other.whl", "other/__init__.py", "no wheel of the grader"),
        ("grader.zip", "grader/__init__.py", "no wheel of the grader"),
        ("text.whl", "", "cannot be read as a wheel"),
        ("nowhere.whl", None, "cannot be read as a wheel"),
    ],
)
def test_what_is_no_wheel_is_refused(
    course: Path, tmp_path: Path, name: str, inside: str | None, said: str
) -> None:
    """Before anything is written, with the way to make one."""
    if inside:
        _wheel(tmp_path / name, inside)
    elif inside == "":
        (tmp_path / name).write_text("text")
    with pytest.raises(UsageError, match=said):
        _build(course, tmp_path / "a.zip", "--wheel", tmp_path / name)
    assert not (tmp_path / "a.zip").exists()
