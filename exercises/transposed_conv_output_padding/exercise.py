"""Offers the exercise `transposed_conv_output_padding`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of output padding."""
    return [
        Exercise(
            slug="transposed_conv_output_padding",
            title="Output padding: the size that the floor lost, got back",
            picture=Geometry(kind="transposed", i=3, k=3, s=2, p=1, a=1),
            order=130,
        )
    ]
