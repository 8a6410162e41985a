"""The exercise `mlp_vs_cnn`: what it claims is measured, and its figures are the same wherever they stand."""

import ast
import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
import torchsummary

from grader.catalog.course import Course
from grader.data import open_dataset
from grader.judging.networks import References, accuracy, shift, trained_references
from grader.model.picture import Chart
from grader.settings import Settings
from grader.untrusted import laboratory

FOLDER = Path(__file__).parents[2] / "exercises" / "mlp_vs_cnn"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
TWO_PIXELS = ((2, 0), (-2, 0), (0, 2), (0, -2))


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    """What the benchmark wrote."""
    told: dict[str, Any] = json.loads((FOLDER / "utility.json").read_text(encoding="utf-8"))
    return told


def literal(name: str) -> Any:
    """A constant of the hidden tests."""
    tree = ast.parse((FOLDER / "hidden_tests.py").read_text(encoding="utf-8"))
    (value,) = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
    ]
    return ast.literal_eval(value)


def still_and_loss(references: References, which: str) -> tuple[float, float]:
    """The accuracy of a reference on the held-out images, and what two pixels take from it."""
    model, images, labels = getattr(references, which), references.images, references.labels
    still = accuracy(model, images, labels)
    moved = [accuracy(model, shift(images, *step), labels) for step in TWO_PIXELS]
    return still, still - sum(moved) / len(moved)


def expect_utility(references: References) -> None:
    """With room to spare, the CNN is the more accurate one and loses less."""
    (mlp, mlp_loss), (cnn, cnn_loss) = (still_and_loss(references, which) for which in ("mlp", "cnn"))
    assert cnn >= mlp + 0.01
    assert cnn_loss <= mlp_loss - 0.03


def test_the_references_show_the_utility_on_digits(settings: Settings) -> None:
    """Trained on the digits, the CNN is ahead by a point and more, and loses 3 points less at two pixels."""
    expect_utility(trained_references(open_dataset("digits", settings, notify=lambda _: None)))


@pytest.mark.mnist
@pytest.mark.slow
def test_the_references_show_the_utility_on_mnist(settings: Settings, mnist_root: Path) -> None:
    """Trained on a fifth of MNIST, the CNN is ahead by a point and more, and loses 3 points less."""
    data = open_dataset("mnist", settings, data_root=mnist_root, notify=lambda _: None)
    expect_utility(trained_references(data))


def test_the_figures_show_the_utility(figures: dict[str, Any]) -> None:
    """What was measured says what the exercise is about, at every shift."""
    mlp, cnn = figures["networks"]["MLP"], figures["networks"]["CNN"]
    assert round(mlp["parameters"] / cnn["parameters"], 1) == 13.7
    ours, theirs = cnn["accuracy_by_shift"], mlp["accuracy_by_shift"]
    assert len(ours) == len(theirs) == 5
    for pixels in range(5):
        assert ours[pixels] > theirs[pixels]
        assert ours[0] - ours[pixels] <= theirs[0] - theirs[pixels]


def test_the_readme_has_the_figures(figures: dict[str, Any]) -> None:
    """The README's table is what the benchmark wrote, to the last digit."""
    for name, told in figures["networks"].items():
        (row,) = re.findall(rf"^\| {name} +\|(.+)\|$", README, re.MULTILINE)
        cells = [cell.strip() for cell in row.split("|")]
        expected = [
            f"{told['parameters']:,}",
            *(f"{one:.2%}".replace("%", " %") for one in told["accuracy_by_shift"]),
        ]
        assert cells == expected
    assert f"{figures['seeds']} seeds" in README
    assert "![" in README
    assert "(mlp_vs_cnn.svg)" in README


def test_the_picture_has_the_figures(course: Course, figures: dict[str, Any]) -> None:
    """The picture's points are what the benchmark wrote: one per network by size, five by shift."""
    chart = course.exercise("mlp_vs_cnn").picture
    assert isinstance(chart, Chart)
    by_size, by_shift = chart.panels
    assert by_size.log_x
    for name, told in figures["networks"].items():
        (size,) = [one for one in by_size.series if one.name == name]
        (curve,) = [one for one in by_shift.series if one.name == name]
        assert size.points == ((told["parameters"], told["accuracy_by_shift"][0]),)
        assert curve.points == tuple(enumerate(told["accuracy_by_shift"]))


@pytest.mark.parametrize("which", ["mlp", "cnn"])
def test_the_tables_are_those_of_torchsummary(which: str) -> None:
    """The rows that students are held to are the ones that torchsummary prints for the lecture's networks."""
    model = laboratory.lecture_mlp() if which == "mlp" else laboratory.lecture_cnn()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        torchsummary.summary(model, literal("INPUT_SIZES")[which], device="cpu")
    rows = re.findall(r"^ *(\w+)-\d+ +\[([-\d, ]+)\] +([\d,]+) *$", printed.getvalue(), re.MULTILINE)
    read = [
        (kind, [int(side) for side in shape.split(",")], int(count.replace(",", "")))
        for kind, shape, count in rows
    ]
    assert read == literal("TABLES")[which]
