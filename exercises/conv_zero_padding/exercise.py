"""Offers the exercise `conv_zero_padding`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of a convolution with zero padding."""
    return [
        Exercise(
            slug="conv_zero_padding",
            title="Zero padding, and which padding leads to a size",
            picture=Geometry(kind="convolution", i=5, k=4, p=2),
            order=50,
        )
    ]
