"""A small course to open, and to break."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

EXERCISE = """\
from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise, Lines

@hookimpl
def grader_exercises(course):
    return [Exercise(slug={slug!r}, title="Title", order={order}, lines={lines})]
"""
SOLUTION = """\
def answer():
    # BEGIN SOLUTION
    return 42
    # END SOLUTION
"""

AddExercise = Callable[..., Path]


@pytest.fixture
def add_exercise(tmp_path: Path) -> AddExercise:
    """Adds an exercise to the course at `tmp_path` and returns its folder."""

    def add(folder_name: str, *, slug: str | None = None, order: int = 0, lines: str = "{}") -> Path:
        folder = tmp_path / "exercises" / folder_name
        folder.mkdir(parents=True)
        text = EXERCISE.format(slug=slug or folder_name, order=order, lines=lines)
        (folder / "exercise.py").write_text(textwrap.dedent(text))
        (folder / "hidden_tests.py").write_text("def test_answer(submission): ...\n")
        (folder / "public_tests.py").write_text("def test_answer(): ...\n")
        (folder / "README.md").write_text(f"# {folder_name}\n")
        (tmp_path / "solutions").mkdir(exist_ok=True)
        (tmp_path / "solutions" / f"{folder_name}.py").write_text(SOLUTION)
        return folder

    return add
