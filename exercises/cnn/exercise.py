"""Offers the exercise `cnn`, with its accuracy lines.

Full credit begins where a correct solution never falls short in practice. On MNIST the solution gets .978 to
.981 after one epoch, so that training ends there; on the digits it passes .925 in epoch 4 to 6 of at most 8.
"""

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
