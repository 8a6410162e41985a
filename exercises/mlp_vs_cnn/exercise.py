"""Offers the exercise `mlp_vs_cnn`, with the figures that `benchmarks/utility.py` measured as its picture."""

import json
from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Chart, Panel, Series

FIGURES = Path(__file__).with_name("utility.json")


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The perceptron and the network of convolutions, side by side; the checks use the training data."""
    return [
        Exercise(
            slug="mlp_vs_cnn",
            title="The utility of convolutions",
            trains=True,
            order=30,
            picture=picture(json.loads(FIGURES.read_text(encoding="utf-8"))["networks"]),
        )
    ]


def picture(networks):
    """Accuracy against size, and against how far the test images move."""
    sizes, curves = [], []
    for name, figures in networks.items():
        accuracies = figures["accuracy_by_shift"]
        sizes.append(Series(name=name, points=((figures["parameters"], accuracies[0]),)))
        curves.append(Series(name=name, points=tuple(enumerate(accuracies))))
    return Chart(
        panels=(
            Panel(
                title="Smaller, and more accurate",
                x_label="parameters",
                y_label="accuracy",
                series=tuple(sizes),
                log_x=True,
            ),
            Panel(
                title="Moved digits cost it less",
                x_label="shift in pixels",
                y_label="accuracy",
                series=tuple(curves),
            ),
        )
    )
