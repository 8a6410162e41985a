"""Offers the exercise `conv_full_padding`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of full padding."""
    return [
        Exercise(
            slug="conv_full_padding",
            title="Full padding, and why nobody pads further",
            picture=Geometry(kind="convolution", i=5, k=3, p=2),
            order=70,
        )
    ]
