"""Offers the exercise `transposed_conv`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of a transposed convolution."""
    return [
        Exercise(
            slug="transposed_conv",
            title="A transposed convolution, and the direct one that does the same",
            picture=Geometry(kind="transposed", i=2, k=3),
            order=110,
        )
    ]
