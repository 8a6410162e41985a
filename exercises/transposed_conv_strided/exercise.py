"""Offers the exercise `transposed_conv_strided`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of a strided transposed convolution."""
    return [
        Exercise(
            slug="transposed_conv_strided",
            title="A strided transposed convolution, and the zeros it computes with",
            picture=Geometry(kind="transposed", i=2, k=3, s=2),
            order=120,
        )
    ]
