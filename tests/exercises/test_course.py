"""What the course's known mistakes read like, and its solutions on MNIST; `grader verify` holds the rest."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.data import open_dataset
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.settings import Settings

ROOT = Path(__file__).parents[2]

Judge = Callable[..., JobResult]


def missed(result: JobResult) -> dict[str, str]:
    """What did not pass, with its message."""
    return {one.check.name: one.message for one in result.checks if one.outcome is not Outcome.PASSED}


def test_misconceptions_are_named(judged: Judge) -> None:
    """The message for a size that is rounded up says so, with the smallest geometry that shows it."""
    result = judged("conv_strided", ROOT / "exercises" / "conv_strided" / "wrong" / "ceil_for_floor.py")
    said = missed(result)["test_random_geometry"]
    assert re.match(
        r"output_size\(i=\d+, k=\d+, s=\d+, p=\d+\) returned \d+, expected \d+: .*rounded up", said
    )


def test_the_lectures_accuracy_is_recognised(judged: Judge) -> None:
    """Whoever reports the last batch as the whole is told so; the accuracy on record is the real one."""
    path = ROOT / "exercises" / "cnn" / "wrong" / "last_batch_reported_as_whole.py"
    result = judged("cnn", path)
    assert missed(result)["test_evaluate"].endswith("that is the accuracy of the last batch alone")
    assert result.measures["accuracy"] >= 0.92


@pytest.mark.mnist
@pytest.mark.slow
@pytest.mark.parametrize(("slug", "accuracy"), [("mlp", 0.965), ("cnn", 0.975)])
def test_the_solutions_on_mnist(
    judged: Judge, mnist_root: Path, settings: Settings, slug: str, accuracy: float
) -> None:
    """On the real MNIST the solutions earn everything, and are at least so accurate."""
    data = open_dataset("mnist", settings, data_root=mnist_root, notify=lambda _: None)
    result = judged(slug, ROOT / "solutions" / f"{slug}.py", data=data)
    assert missed(result) == {}
    assert result.measures["accuracy"] >= accuracy
