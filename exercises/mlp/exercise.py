"""Offers the exercise `mlp`, with its accuracy lines.

Full credit begins where a correct solution never falls short in practice. On MNIST 75 trainings of it,
2 epochs each, gave .9656 to .9738, on average .9704: about one in a thousand would fall below .965, and then
keep nearly all points. On the digits 60 trainings were all above .93 after 6 of the 10 epochs; training
stops where that line is cleared.
"""

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
