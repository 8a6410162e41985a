"""Offers the exercise `conv_no_padding_strided`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of a strided convolution without padding."""
    return [
        Exercise(
            slug="conv_no_padding_strided",
            title="Stride without padding, and the inputs it leaves out",
            picture=Geometry(kind="convolution", i=6, k=3, s=2),
            order=80,
        )
    ]
