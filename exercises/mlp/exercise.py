"""Offers the exercise `mlp`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise, Lines


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """A perceptron with one hidden layer."""
    return [
        Exercise(
            slug="mlp",
            title="A perceptron with one hidden layer",
            trains=True,
            lines={
                "mnist": Lines(full=0.965, partial=0.95, margin=0.004),
                "digits": Lines(full=0.93, partial=0.90, margin=0.005),
            },
            order=10,
        )
    ]
