"""Offers the exercise `cnn`; its accuracy lines follow from `calibration/`, see docs/thresholds.md."""

from pathlib import Path

from grader.catalog.calibrations import calibrated_lines
from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry
from grader.model.regimen import Regimen


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """A network of two convolutions."""
    return [
        Exercise(
            slug="cnn",
            title="A network of two convolutions",
            trains=True,
            lines=calibrated_lines(Path(__file__).parent),
            regimens={"mnist": Regimen(epochs=2, asks=0.97), "digits": Regimen(epochs=8)},
            # Of the second convolution, which sees the 14 × 14 outputs of the first one's pooling.
            picture=Geometry(kind="convolution", i=14, k=5, p=2),
            order=20,
        )
    ]
