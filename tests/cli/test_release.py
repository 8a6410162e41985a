"""`grader release`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def course(course: Path) -> Path:
    """A course whose public test is none of its hidden ones."""
    public = course / "exercises" / "double" / "public_tests.py"
    text = public.read_text(encoding="utf-8").partition("@pytest")[0]
    test = 'def test_zero(submission):\n    """Twice nothing."""\n    assert submission.double(0) == 0\n'
    public.write_text(f"{text}@pytest.mark.points(1)\n{test}", encoding="utf-8")
    return course


def test_release(grader: Callable[..., Any], course: Path, tmp_path: Path) -> None:
    """The course is written for students, with the points that the hidden tests are worth."""
    assert grader("build", "--course", course).code == 0
    said = grader("release", tmp_path / "handout", "--course", course)
    assert (said.code, said.err) == (0, "")
    assert said.out == f"wrote 5 files for students; begin with {tmp_path / 'handout' / 'README.md'}\n"
    listed = (tmp_path / "handout" / "README.md").read_text(encoding="utf-8")
    assert "| [`double`](double/README.md) | The exercise double | `double` | 3 |" in listed


def test_a_leak(grader: Callable[..., Any], course: Path, tmp_path: Path) -> None:
    """A public test that is the hidden one stops it: file, line, what was found, and nothing written."""
    grader("build", "--course", course)
    hidden = course / "exercises" / "double" / "hidden_tests.py"
    text = hidden.read_text(encoding="utf-8").replace("double(2) == 4,", "double(2) == 2 + 2,")
    hidden.write_text(text, encoding="utf-8")
    (course / "exercises" / "double" / "public_tests.py").write_text(text, encoding="utf-8")
    said = grader("release", tmp_path / "handout", "double", "--course", course)
    assert said.code == 2
    assert said.err.startswith(
        "grader: double/public_tests.py:7: holds test_double (lines 5 to 7 of double/hidden_"
    )
    assert said.err.endswith("; nothing was written\n")
    assert not (tmp_path / "handout").exists()


def test_unknown_exercise(grader: Callable[..., Any], course: Path, tmp_path: Path) -> None:
    """An exercise that there is not is answered with the nearest one."""
    said = grader("release", tmp_path / "handout", "duoble", "--course", course)
    assert (said.code, said.err) == (
        2,
        "grader: there is no exercise called 'duoble'; did you mean 'double'?\n",
    )
