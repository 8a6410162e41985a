"""Offers the exercise `conv_strided`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of a strided convolution."""
    return [
        Exercise(
            slug="conv_strided",
            title="A strided convolution, and what the floor hides",
            picture=Geometry(kind="convolution", i=6, k=3, s=2, p=1),
            order=90,
        )
    ]
