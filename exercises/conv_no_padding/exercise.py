"""Offers the exercise `conv_no_padding`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of a convolution without padding."""
    return [
        Exercise(
            slug="conv_no_padding",
            title="No padding: where a kernel may stand",
            picture=Geometry(kind="convolution", i=4, k=3),
            order=40,
        )
    ]
