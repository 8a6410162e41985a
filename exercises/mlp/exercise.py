"""Offers the exercise `mlp`; its accuracy lines follow from `calibration/`, see docs/thresholds.md."""

from pathlib import Path

from grader.catalog.calibrations import calibrated_lines
from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise, Lines
from grader.model.regimen import Regimen


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """A perceptron with one hidden layer."""
    return [
        Exercise(
            slug="mlp",
            title="A perceptron with one hidden layer",
            trains=True,
            lines={"mnist": Lines(full=0.965, partial=0.95, margin=0.005)}
            | calibrated_lines(Path(__file__).parent),
            regimens={"mnist": Regimen(epochs=2), "digits": Regimen(epochs=10)},
            order=10,
        )
    ]
