"""Offers the exercise `mlp`; its accuracy lines follow from `calibration/`, see docs/thresholds.md."""

from pathlib import Path

from grader.catalog.calibrations import calibrated_lines, read_calibration
from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Chart, Panel, Series
from grader.model.regimen import Regimen

HERE = Path(__file__).parent


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """A perceptron with one hidden layer."""
    return [
        Exercise(
            slug="mlp",
            title="A perceptron with one hidden layer",
            trains=True,
            lines=calibrated_lines(HERE),
            regimens={"mnist": Regimen(epochs=2), "digits": Regimen(epochs=10)},
            picture=trainings(),
            order=10,
        )
    ]


def trainings() -> Chart | None:
    """The accuracies that the solution reached on MNIST, from the lowest to the highest, and the lines."""
    calibration = read_calibration(HERE / "calibration" / "mnist-cpu.json")
    if calibration is None or not calibration.enough:
        return None
    runs = sorted(calibration.accuracies.values())
    lines = calibration.lines
    series = (
        Series(name="one training", points=tuple((float(place), one) for place, one in enumerate(runs, 1))),
        Series(name="full credit", points=((1.0, lines.full), (float(len(runs)), lines.full))),
        Series(name="half credit", points=((1.0, lines.partial), (float(len(runs)), lines.partial))),
    )
    panel = Panel(
        title=f"{len(runs)} trainings of a right solution",
        x_label="trainings, from the least accurate",
        y_label="accuracy on the test images",
        series=series,
    )
    return Chart(panels=(panel,))
