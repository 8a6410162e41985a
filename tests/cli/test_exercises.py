"""`grader exercises`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_a_course(grader: Callable[..., Any], course: Path) -> None:
    """Each exercise is a line with its slug, its title, its checks and its points."""
    said = grader("exercises", "--course", course)
    assert said.code == 0
    heading, line = said.out.splitlines()
    assert heading.split() == ["exercise", "title", "checks", "points"]
    assert line.split() == ["double", "The", "exercise", "double", "2", "3"]


def test_the_course_that_ships(grader: Callable[..., Any]) -> None:
    """Without --course it is the course that comes with the grader."""
    said = grader("exercises")
    assert {"mlp", "cnn", "conv_strided"} <= {line.split()[0] for line in said.out.splitlines()}


def test_broken_hidden_tests(grader: Callable[..., Any], course: Path) -> None:
    """A check without points is a course error that names the file and the check."""
    tests = course / "exercises" / "double" / "hidden_tests.py"
    tests.write_text('def test_it(submission):\n    """It."""\n', encoding="utf-8")
    said = grader("exercises", "--course", course)
    assert said.code == 2
    assert "hidden_tests.py: test_it: it needs pytest.mark.points" in said.err
