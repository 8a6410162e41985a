"""Cases for a student's loops, tried with a loop that is right and with the usual wrong ones."""

import importlib
import itertools
import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from grader.judging.expect import expect_near
from grader.judging.laboratory import Laboratory
from grader.judging.loops import evaluation, expect_used, loss_figures, three_updates, unmoved_batches
from grader.model.job import Terms

CPU = torch.device("cpu")


@pytest.fixture
def laboratory() -> Laboratory:
    """A laboratory whose worker is this process."""
    inside: Any = SimpleNamespace(module=importlib.import_module)
    return Laboratory(inside, Terms(), None)


def train_epoch(case: Any, *, zero: bool = True, step: bool = True, batches: slice = slice(None)) -> float:
    """A training loop, right or with something left out; returns the mean loss per sample."""
    total, count = 0.0, 0
    for images, labels in list(case.loader)[batches]:
        output = case.model(images.flatten(1).to(CPU))
        loss = case.criterion(output[0] if isinstance(output, tuple) else output, labels.to(CPU))
        if zero:
            case.optimizer.zero_grad()
        loss.backward()
        if step:
            case.optimizer.step()
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count


def batch_accuracies(case: Any) -> list[tuple[int, int]]:
    """Right answers and samples of each batch."""
    found = []
    for images, labels in case.loader:
        output = case.model(images.flatten(1))
        logits = output[0] if isinstance(output, tuple) else output
        found.append((int((logits.argmax(1) == labels).sum()), len(labels)))
    return found


@pytest.mark.parametrize("features", [False, True])
@pytest.mark.parametrize("batch_size", [100, 64, 250])
@pytest.mark.parametrize("seed", range(5))
def test_the_expected_accuracy_is_right(
    laboratory: Laboratory, features: bool, batch_size: int, seed: int
) -> None:
    """Counting every sample gives the expected share, with and without features."""
    rng = random.Random(seed)
    case = evaluation(laboratory, rng, samples=250, batch_size=batch_size, features=features)
    counts = batch_accuracies(case)
    expect_near(sum(right for right, _ in counts) / 250, case.accuracy, case="evaluate")


@pytest.mark.parametrize(
    ("thought", "figure"),
    [
        ("last batch alone", lambda counts: counts[-1][0] / counts[-1][1]),
        ("first batch alone", lambda counts: counts[0][0] / counts[0][1]),
        ("mean of the batches'", lambda counts: sum(right / size for right, size in counts) / len(counts)),
        ("number of right answers", lambda counts: sum(right for right, _ in counts)),
        ("as large as the others", lambda counts: sum(right for right, _ in counts) / 300),
        ("a percentage", lambda counts: sum(right for right, _ in counts) / 2.5),
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_wrong_accuracies_are_recognised(
    laboratory: Laboratory, thought: str, figure: Callable[[Any], float], seed: int
) -> None:
    """Every usual miscount differs from the right figure, and is named."""
    case = evaluation(laboratory, random.Random(seed), samples=250, batch_size=100)
    wrong = figure(batch_accuracies(case))
    with pytest.raises(AssertionError, match=thought):
        expect_near(wrong, case.accuracy, case="evaluate", hints=case.hints)


@pytest.mark.parametrize("features", [False, True])
def test_the_expected_loss_is_right(laboratory: Laboratory, features: bool) -> None:
    """A loop that weighs batches by their size returns the expected loss, and moves no weight."""
    case = loss_figures(laboratory, random.Random(1), features=features)
    before = case.model.out.weight.detach().clone()
    expect_near(train_epoch(case), case.loss, case="train_epoch")
    assert torch.equal(case.model.out.weight, before)


@pytest.mark.parametrize(
    ("thought", "figure"),
    [
        ("last batch alone", lambda losses: losses[-1][0]),
        ("mean of the batches'", lambda losses: sum(loss for loss, _ in losses) / 3),
        ("sum of the batches'", lambda losses: sum(loss for loss, _ in losses)),
        ("sum over the samples", lambda losses: sum(loss * size for loss, size in losses)),
        ("by the number of samples", lambda losses: sum(loss for loss, _ in losses) / 25),
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_wrong_losses_are_recognised(
    laboratory: Laboratory, thought: str, figure: Callable[[Any], float], seed: int
) -> None:
    """Every usual miscalculation differs from the right figure, and is named."""
    case = loss_figures(laboratory, random.Random(seed))
    losses = [
        (case.criterion(case.model(x.flatten(1)), labels).item(), len(labels)) for x, labels in case.loader
    ]
    with pytest.raises(AssertionError, match=thought):
        expect_near(figure(losses), case.loss, case="train_epoch", hints=case.hints)


@pytest.mark.parametrize("features", [False, True])
def test_right_updates_are_accepted(laboratory: Laboratory, features: bool) -> None:
    """Three honest steps give the weights that are computed on this side."""
    case = three_updates(laboratory, random.Random(2), features=features)
    train_epoch(case)
    case.compare(laboratory)


@pytest.mark.parametrize(
    ("thought", "mistake"),
    [
        ("zero_grad", {"zero": False}),
        ("step", {"step": False}),
        ("first batch", {"batches": slice(0, 1)}),
        ("last batch", {"batches": slice(2, 3)}),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_wrong_updates_are_recognised(
    laboratory: Laboratory, thought: str, mistake: dict[str, Any], seed: int
) -> None:
    """What is left out of the loop shows in the weights, and is named."""
    case = three_updates(laboratory, random.Random(seed))
    train_epoch(case, **mistake)
    with pytest.raises(AssertionError, match=thought):
        case.compare(laboratory)


def test_unmoved_batches_must_be_moved(laboratory: Laboratory) -> None:
    """A loop that moves its batches passes, one that does not is stopped."""
    case = unmoved_batches(laboratory, random.Random(1), right=True)
    assert train_epoch(case) > 0.0
    with pytest.raises(RuntimeError, match="same device"):
        batch_accuracies(case)


@pytest.mark.parametrize("features", [False, True])
def test_unmoved_batches_tell_whether_they_are_used(laboratory: Laboratory, features: bool) -> None:
    """Where the model is right about no label, a loop that looks at the labels reports a higher loss."""
    losses = [
        train_epoch(unmoved_batches(laboratory, random.Random(seed), right=right, features=features))
        for right in (True, False)
        for seed in range(3)
    ]
    assert max(losses[:3]) < min(losses[3:])


@pytest.mark.parametrize("features", [False, True])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_figures_about_the_labels_are_accepted(laboratory: Laboratory, features: bool, sign: float) -> None:
    """A loss is the smaller where the model is right, an accuracy the larger; either is about the labels."""
    for seed in range(3):
        expect_used(
            lambda case: sign * train_epoch(case),
            laboratory,
            random.Random(seed),
            case="train_epoch",
            features=features,
        )


def test_figures_made_up_are_found_out(laboratory: Laboratory) -> None:
    """Neither one figure for all, nor another one each time, nor what is no number is about the labels."""
    counter, made_up = itertools.count(), random.Random(1)
    for figure, said in (
        (lambda _: 0.5, "returned 0.5 where the model is right about all labels, and again"),
        (lambda _: next(counter) / 1000, "and for other images less: the batches are not used"),
        (lambda _: made_up.random(), "and for other images less: the batches are not used"),
        (lambda _: float("nan"), "returned nan"),
    ):
        with pytest.raises(AssertionError, match=said):
            expect_used(figure, laboratory, random.Random(0), case="evaluate")
