"""`grader check`: each of these starts a worker, which imports torch."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DOUBLE = "def double(x):\n    return 2 * x\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a student's file."""

    def make(text: str | bytes, name: str = "double.py") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


@pytest.mark.slow
def test_solution_with_its_table(grader: Callable[..., Any]) -> None:
    """A correct network passes, and torchsummary's table of it is shown."""
    said = grader("check", ROOT / "solutions" / "mlp.py")
    assert said.code == 0, said.out + said.err
    assert "Total params: 397,510" in said.out
    assert "public checks passed" in said.out


def test_wrong_work(grader: Callable[..., Any], write: Callable[..., Path], course: Path) -> None:
    """A check that fails is shown with its message, the exit code is 1, and escapes are inert."""
    path = write("print('\\x1b[2Jhello')\ndef double(x):\n    return x * x\n")
    said = grader("check", path, "--course", course)
    assert said.code == 1
    assert "double(-1) should be -2" in said.out
    assert "1 of 2 public checks passed" in said.out
    assert "hello" in said.out
    assert "\x1b" not in said.out


def test_what_cannot_be_loaded_is_said_once(
    grader: Callable[..., Any], write: Callable[..., Path], course: Path
) -> None:
    """A syntax error stands above the checks, and not again below each of them."""
    said = grader("check", write("def double(x)\n    return 2 * x\n"), "--course", course)
    assert said.code == 1
    assert said.out.count("SyntaxError") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def dubble(x):\n    return 2 * x\n", "defines no `double`"),
        ("def double(x):\n    raise KeyError('sizes')\n", "line 2, in double"),
        ("def double(x)\n    return 2 * x\n", "SyntaxError"),
    ],
)
def test_what_is_wrong_is_said(
    grader: Callable[..., Any], write: Callable[..., Path], course: Path, text: str, words: str
) -> None:
    """A missing function, an exception and a syntax error are told as such, without a traceback of ours."""
    said = grader("check", write(text), "--course", course)
    assert said.code == 1
    assert words in said.out
    assert "Traceback" not in said.out + said.err


@pytest.mark.parametrize("top", ["while True:\n    pass\n", "1 / 0\n", "raise SystemExit(0)\n"])
def test_top_level_that_does_not_end_well(
    grader: Callable[..., Any], write: Callable[..., Path], tmp_path: Path, top: str, write_exercise: Any
) -> None:
    """A file that loops, raises or exits when it is imported is checked by its definitions, and told so."""
    write_exercise(tmp_path / "hasty", load_s=1.0)
    said = grader("check", write(DOUBLE + top), "--course", tmp_path / "hasty")
    assert said.code == 0, said.out
    assert "when imported, so only its imports, functions, classes" in said.out


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("double.py", b"\x7fELF\0", "not text"),
        ("double.py", b"", "is empty"),
        ("double.py", None, "does not exist; `grader start double`"),
        ("homework.py", b"x = 1\n", "name it after one (double), or add --exercise SLUG"),
        ("homework.py", None, "homework.py does not exist; name a file that does"),
        ("double.ipynb", b"{'cells'", "double.ipynb is no notebook: it is not JSON"),
    ],
)
def test_file_that_cannot_be_checked(  # noqa: PLR0913, PLR0917  (what is varied, and fixtures)
    grader: Callable[..., Any],
    write: Callable[..., Path],
    course: Path,
    name: str,
    content: bytes | None,
    words: str,
) -> None:
    """A file that is missing, of no exercise or no text ends with 2 and one line that says what to do."""
    path = write(content or b"", name)
    if content is None:
        path.unlink()
    said = grader("check", path, "--course", course)
    assert said.code == 2
    assert words in said.err
    assert said.err.count("\n") == 1


def test_folder(grader: Callable[..., Any], course: Path, tmp_path: Path) -> None:
    """Of a folder it is said that a file in it is to be named."""
    said = grader("check", tmp_path, "--course", course)
    assert said.code == 2
    assert f"{tmp_path} is a folder; name a file in it" in said.err


def test_file_of_another_name(
    grader: Callable[..., Any], write: Callable[..., Path], course: Path, tmp_path: Path
) -> None:
    """With --exercise the file may have any name, and be a link of one's own."""
    (tmp_path / "link.py").symlink_to(write(DOUBLE, "homework.py"))
    said = grader("check", tmp_path / "link.py", "--exercise", "double", "--course", course)
    assert said.code == 0, said.out + said.err


NOTEBOOK = """{{"nbformat": 4, "metadata": {{}}, "cells": [
    {{"cell_type": "code", "source": "%matplotlib inline\\nimport torch"}},
    {{"cell_type": "code", "source": "\\ndef double(x):\\n    return {}"}}]}}"""


@pytest.mark.parametrize("name", ["double.ipynb", "double.py"])
def test_notebook(grader: Callable[..., Any], write: Callable[..., Path], course: Path, name: str) -> None:
    """A notebook is checked as it is, whatever it is called; its exceptions are told with their cell."""
    assert grader("check", write(NOTEBOOK.format("2 * x"), name), "--course", course).code == 0
    said = grader("check", write(NOTEBOOK.format("y"), name), "--course", course)
    assert said.code == 1
    assert "cell 2, line 3, in double" in said.out


def test_file_of_several_exercises(
    grader: Callable[..., Any], write: Callable[..., Path], course: Path, write_exercise: Callable[..., Path]
) -> None:
    """Of a file with marked parts the one that is asked for is checked; else it is said what there is."""
    write_exercise(course, "treble")
    path = write(f"# exercise: double\n{DOUBLE}# exercise: treble\nraise SystemExit\n", "homework.py")
    assert grader("check", path, "--exercise", "double", "--course", course).code == 0
    said = grader("check", path, "--course", course)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "homework.py holds several exercises: double, treble; add --exercise SLUG" in said.err
    path = write(f"# exercise: double\n{DOUBLE}", "homework.py")
    assert grader("check", path, "--course", course).code == 0
    said = grader("check", path, "--exercise", "treble", "--course", course)
    assert said.code == 2
    assert "homework.py has no part for 'treble'; it has parts for double" in said.err
