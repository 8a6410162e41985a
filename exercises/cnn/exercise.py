"""Offers the exercise `cnn`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise, Lines


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """A network of two convolutions."""
    return [
        Exercise(
            slug="cnn",
            title="A network of two convolutions",
            trains=True,
            lines={
                "mnist": Lines(full=0.970, partial=0.955, margin=0.004),
                "digits": Lines(full=0.92, partial=0.88, margin=0.005),
            },
            order=20,
        )
    ]
