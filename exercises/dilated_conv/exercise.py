"""Offers the exercise `dilated_conv`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of a dilated convolution."""
    return [
        Exercise(
            slug="dilated_conv",
            title="A dilated convolution, and how far a stack of them sees",
            picture=Geometry(kind="convolution", i=7, k=3, d=2),
            order=140,
        )
    ]
