"""Offers the exercise `conv_half_padding`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of half padding."""
    return [
        Exercise(
            slug="conv_half_padding",
            title="Half padding: as many outputs as inputs",
            picture=Geometry(kind="convolution", i=5, k=3, p=1),
            order=60,
        )
    ]
