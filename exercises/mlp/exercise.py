"""Offers the exercise `mlp`; its accuracy lines follow from `calibration/`, see docs/thresholds.md."""

from pathlib import Path

from grader.catalog.calibrations import calibrated_lines
from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.regimen import Regimen


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """A perceptron with one hidden layer."""
    return [
        Exercise(
            slug="mlp",
            title="A perceptron with one hidden layer",
            trains=True,
            lines=calibrated_lines(Path(__file__).parent),
            regimens={"mnist": Regimen(epochs=2), "digits": Regimen(epochs=10)},
            order=10,
        )
    ]
