"""Offers the exercise `conv_strided`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of a strided convolution."""
    return [Exercise(slug="conv_strided", title="The arithmetic of a strided convolution", order=60)]
