"""`grader start`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_start(grader: Callable[..., Any], course: Path, tmp_path: Path) -> None:
    """The stub is copied under the exercise's name, and the last line says what to do with it."""
    said = grader("start", "double", tmp_path / "mine", "--course", course)
    assert said.code == 0
    assert "NotImplementedError" in (tmp_path / "mine" / "double.py").read_text(encoding="utf-8")
    assert said.out.splitlines()[-1].endswith(f"grader check {tmp_path / 'mine' / 'double.py'}")


def test_start_with_a_notebook(grader: Callable[..., Any], course: Path, tmp_path: Path) -> None:
    """With --notebook the student gets the notebook, and is told how to check it."""
    said = grader("start", "double", tmp_path / "mine", "--notebook", "--course", course)
    assert said.code == 0
    assert "!grader check double.ipynb" in (tmp_path / "mine" / "double.ipynb").read_text(encoding="utf-8")
    assert not (tmp_path / "mine" / "double.py").exists()
    assert said.out.splitlines()[-1].endswith(f"grader check {tmp_path / 'mine' / 'double.ipynb'}")


def test_nothing_is_overwritten(grader: Callable[..., Any], course: Path, tmp_path: Path) -> None:
    """A second start leaves the student's work as it is."""
    (tmp_path / "double.py").write_text("mine\n", encoding="utf-8")
    said = grader("start", "double", tmp_path, "--course", course)
    assert said.code == 2
    assert "not overwritten" in said.err
    assert (tmp_path / "double.py").read_text(encoding="utf-8") == "mine\n"


def test_unknown_exercise(grader: Callable[..., Any], course: Path) -> None:
    """An exercise that there is not is answered with the nearest one."""
    said = grader("start", "duoble", "--course", course)
    assert (said.code, said.err) == (
        2,
        "grader: there is no exercise called 'duoble'; did you mean 'double'?\n",
    )
