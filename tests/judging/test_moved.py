"""Moved images and accuracies on them: the truth is exact, and mistakes are recognised."""

import importlib
import random
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from grader.judging.laboratory import Laboratory
from grader.judging.moved import SAMPLES, Reading, expect_moved, expect_no_gradients, expect_shares, identical
from grader.judging.networks import shift
from grader.model.job import Terms

IMAGES = torch.arange(1.0, 25.0).reshape(2, 1, 3, 4)
SHIFTS = [(0, 0), (2, 1), (0, -3), (-1, 0)]


def reading(seed: int = 0, **probe: Any) -> Reading:
    """A case whose worker is this process."""
    session = SimpleNamespace(module=importlib.import_module)
    return Reading(Laboratory(session, Terms(), None), random.Random(seed), **probe)  # type: ignore[arg-type]


def answers(case: Reading, dx: int, dy: int) -> torch.Tensor:
    """For each image whether the model in the worker is right."""
    with torch.no_grad():
        output = case.model(shift(case.images, dx, dy))
    return (output[0] if isinstance(output, tuple) else output).argmax(1) == case.labels


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("features", [False, True])
def test_the_models_accuracies_are_exact(seed: int, features: bool) -> None:
    """The model in the worker has just the accuracies that are computed here, in whatever batches."""
    case = reading(seed, features=features)
    told = [float(answers(case, *step).double().mean()) for step in SHIFTS]
    assert expect_shares(told, case.accuracies(SHIFTS), SHIFTS, case="it", hints={}) == told
    assert len(set(told)) == len(SHIFTS)


def test_dropout_spoils_the_answers() -> None:
    """In training mode a model with dropout has other accuracies than in evaluation mode."""
    case = reading(dropout=0.5)
    (right,) = case.accuracies([(0, 0)])
    assert abs(float(answers(case, 0, 0).double().mean()) - right) > 0.05
    case.model.eval()
    assert float(answers(case, 0, 0).double().mean()) == pytest.approx(right)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda right: right[-9:].mean(), "the accuracies of the last 9 images alone"),
        (lambda right: right[:1000].mean(), "the last 9 images are missing"),
        (lambda right: right[:1000].sum() / SAMPLES, "and yet counted"),
        (lambda right: sum(part.mean() for part in right.split(128)) / 8, "means over batches of 128"),
        (lambda right: right.sum(), "numbers of right answers"),
        (lambda right: right.mean() * 100, "percentages"),
    ],
)
def test_mistakes_in_counting_are_recognised(made: Any, said: str) -> None:
    """What a wrong list would be right for is said."""
    case = reading()
    wrong = [float(made(answers(case, *step).double())) for step in SHIFTS]
    with pytest.raises(AssertionError, match=said):
        expect_shares(wrong, case.accuracies(SHIFTS), SHIFTS, case="it", hints=case.hints(SHIFTS))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "expected a list of floats"),
        ([0.5], "returned 1 accuracies, expected 2"),
        ([0.5, torch.tensor(0.5)], "returned a tensor, expected a float"),
        ([0.5, 0.6], r"gave 0.6000 for the shift \(1, 0\), expected 0.5000"),
    ],
)
def test_a_list_that_is_none_is_refused(value: object, said: str) -> None:
    """There must be one float for each shift, and the right one."""
    with pytest.raises(AssertionError, match=said):
        expect_shares(value, [0.5, 0.5], [(0, 0), (1, 0)], case="it", hints={})


def test_ties_may_be_seen_otherwise() -> None:
    """Within the tolerance another accuracy is right, and beyond it wrong."""
    expect_shares([0.502], [0.5], [(0, 0)], case="it", hints={}, tolerance=0.0021)
    with pytest.raises(AssertionError):
        expect_shares([0.503], [0.5], [(0, 0)], case="it", hints={}, tolerance=0.0021)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (IMAGES, "nothing has moved"),
        (IMAGES.roll((1, 2), (2, 3)), "must not come back"),
        (shift(IMAGES, -2, -1), "that is the way back"),
        (shift(IMAGES, -2, 1), "positive dx moves to the right"),
        (shift(IMAGES, 2, -1), "positive dy moves down"),
        (shift(IMAGES, 1, 2), "dx and dy are exchanged"),
        (shift(IMAGES, 2, 1).double(), "has dtype float64, expected float32"),
        (shift(IMAGES, 2, 1)[:1], r"has shape \[1, 1, 3, 4\]"),
        (None, "is None"),
    ],
)
def test_wrong_ways_to_move_are_recognised(value: object, said: str) -> None:
    """Each mistake has its own message."""
    expect_moved(shift(IMAGES, 2, 1), IMAGES, 2, 1)
    with pytest.raises(AssertionError, match=said):
        expect_moved(value, IMAGES, 2, 1)


def test_tensors_are_compared_whatever_they_are() -> None:
    """Another shape, dtype or number makes a difference, and none of them an error."""
    one = torch.tensor([1.0, 2.0])
    assert identical([one], [one.clone()])
    for other in (one.double(), one[:1], one + 1, torch.tensor([1, 2])):
        assert not identical([one], [other])
    assert not identical([one], [])


def accuracy_under_shift(model: Any, images: torch.Tensor, labels: torch.Tensor, shifts: Any) -> list[float]:
    """What a student's function does, but for the gradients."""
    return [float((model(shift(images, *step)).argmax(1) == labels).double().mean()) for step in shifts]


def test_gradients_are_seen_in_the_answers() -> None:
    """Recorded ones fail, and so do those left off; what is written into the model changes nothing."""
    inside: Any = SimpleNamespace(module=importlib.import_module)
    laboratory = Laboratory(inside, Terms(), None)

    def denied(model: Any, *rest: Any) -> list[float]:
        model.graphs = model._recorded = False
        return accuracy_under_shift(model, *rest)

    def left_off(*arguments: Any) -> list[float]:
        torch.set_grad_enabled(False)
        return accuracy_under_shift(*arguments)

    expect_no_gradients(torch.no_grad()(accuracy_under_shift), laboratory, random.Random(0))
    expect_no_gradients(torch.inference_mode()(accuracy_under_shift), laboratory, random.Random(0))
    for wrong, said in (
        (accuracy_under_shift, "it was run with gradients recorded"),
        (denied, "it was run with gradients recorded"),
        (left_off, "left gradients switched off"),
    ):
        with pytest.raises(AssertionError, match=said), torch.enable_grad():
            expect_no_gradients(wrong, laboratory, random.Random(0))
