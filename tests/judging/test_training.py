"""Training and its credit, with a small data set and the worker's tools in this process."""

import importlib
import os
import random
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from grader.data import Dataset
from grader.judging.credit import PartialCredit
from grader.judging.laboratory import Laboratory
from grader.judging.training import Recipe, Training, credit, train
from grader.model.errors import StudentTimedOut
from grader.model.exercise import Lines
from grader.model.job import Terms
from grader.model.regimen import Regimen
from grader.untrusted.opened import FILES

LINES = Lines(full=0.9, partial=0.5, margin=0.05)


@pytest.fixture
def dataset(tmp_path: Path) -> Iterator[Dataset]:
    """Images of which one row is lit, which is their class: easy to learn."""
    rng = np.random.default_rng(0)
    paths = {}
    for part, count in (("train", 600), ("test", 200)):
        labels = rng.integers(0, 10, count)
        images = np.zeros((count, 1, 28, 28), np.float32)
        images[np.arange(count), 0, labels] = 1.0
        for name, array in ((f"{part}_images", images), (f"{part}_labels", labels)):
            paths[name] = str(tmp_path / f"{name}.npy")
            np.save(paths[name], array)
    for name in ("train_images", "train_labels"):
        FILES[name] = os.open(paths[name], os.O_RDONLY)
    yield Dataset(name="rows", train_count=600, test_count=200, **paths)
    for name in ("train_images", "train_labels"):
        os.close(FILES.pop(name))


@pytest.fixture
def laboratory(dataset: Dataset) -> Laboratory:
    """A laboratory whose worker is this process."""
    inside: Any = SimpleNamespace(module=importlib.import_module)
    return Laboratory(inside, Terms(), dataset)


def linear() -> nn.Module:
    """The student's network and the reference alike."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))


def train_epoch(model: nn.Module, loader: Any, criterion: Any, optimizer: Any, device: torch.device) -> float:
    """The student's loop."""
    for images, labels in loader:
        loss = criterion(model(images.to(device)), labels.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def recipe(lines: Lines = LINES, *, epochs: int = 5) -> Recipe:
    """A quick one."""
    return Recipe(reference=linear(), lines=lines, regimen=Regimen(epochs=epochs, lr=0.01))


def test_training_stops_once_full_credit_is_certain(laboratory: Laboratory) -> None:
    """An easy task needs fewer epochs than it may have, and the accuracy is at least line and margin."""
    training = train(laboratory, linear, train_epoch, recipe(), random.Random(0))
    assert 1 <= training.epochs < 5
    assert training.accuracy >= 0.95


def test_training_ends_with_its_epochs(laboratory: Laboratory) -> None:
    """Where the line is not reached, every epoch is used, and each has its loss."""
    out_of_reach = Lines(full=1.0, partial=0.5, margin=0.1)
    training = train(laboratory, linear, train_epoch, recipe(out_of_reach, epochs=3), random.Random(0))
    assert (training.epochs, len(training.losses)) == (3, 3)


def test_the_seed_decides_the_training(laboratory: Laboratory) -> None:
    """The same random numbers give the same losses, others give others."""
    losses = [
        train(laboratory, linear, train_epoch, recipe(), random.Random(seed)).losses for seed in (1, 1, 2)
    ]
    assert losses[0] == losses[1] != losses[2]


def test_answers_must_come_from_the_weights(laboratory: Laboratory) -> None:
    """A model that recognises test images gains nothing by it: its answers are not those of its weights."""

    class Cheat(nn.Sequential):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            if not self.training:
                return nn.functional.one_hot(x[:, 0].sum(2).argmax(1), 10).float()
            logits: torch.Tensor = super().forward(x)
            return logits

    with pytest.raises(
        AssertionError, match=r"does not answer as its weights do for \d+\.\d% of the test images"
    ):
        train(laboratory, lambda: Cheat(*linear()), lambda *_: 0.0, recipe(epochs=1), random.Random(0))


def test_an_untrained_network_is_as_good_as_it_is(laboratory: Laboratory) -> None:
    """A loop that trains nothing yields the accuracy of chance, and no error."""
    training = train(laboratory, linear, lambda *_: 1.0, recipe(epochs=2), random.Random(0))
    assert training.accuracy < 0.5
    assert training.losses == (1.0, 1.0)


@pytest.mark.parametrize(
    ("loss", "said"),
    [(None, "return statement"), (float("nan"), "returned nan"), (torch.ones(()), "a tensor")],
)
def test_a_loss_must_be_a_number(laboratory: Laboratory, loss: object, said: str) -> None:
    """What train_epoch returns instead is named, with its epoch."""
    with pytest.raises(AssertionError, match=f"train_epoch in epoch 1.*{said}"):
        train(laboratory, linear, lambda *_: loss, recipe(), random.Random(0))


class Scripted:
    """A student whose trainings, in turn, learn so many of the ten classes, and call that their loss."""

    def __init__(self, *classes: int) -> None:
        self.trainings = 0
        self._classes = classes

    def make_model(self) -> nn.Module:
        """A network for the next training."""
        self.trainings += 1
        return linear()

    def train_epoch(self, model: nn.Module, *_: Any) -> float:
        """Write the weights that tell those classes, all others being taken for the first."""
        known = self._classes[self.trainings - 1]
        weight, bias = model.parameters()
        with torch.no_grad():
            bias.zero_()
            weight.zero_()[range(known), range(0, 28 * known, 28)] = 1.0
        return float(known)

    def train(self, laboratory: Laboratory, lines: Lines = LINES) -> Training:
        """Be trained for one epoch at a time."""
        return train(laboratory, self.make_model, self.train_epoch, recipe(lines, epochs=1), random.Random(0))


@pytest.mark.parametrize(
    ("classes", "trainings"), [((10, 10, 10), 1), ((5, 10, 10), 2), ((5, 5, 10), 3), ((5, 5, 5), 3)]
)
def test_who_falls_short_is_trained_again(
    laboratory: Laboratory, classes: tuple[int, ...], trainings: int
) -> None:
    """The first training that reaches the line is the last one; after the third there is none."""
    student = Scripted(*classes)
    training = student.train(laboratory)
    assert (student.trainings, training.attempts) == (trainings, trainings)
    assert (training.accuracy >= LINES.full) == (10 in classes)


def test_one_attempt_is_one_training(laboratory: Laboratory) -> None:
    """Lines may allow a single training."""
    student = Scripted(5)
    assert student.train(laboratory, Lines(full=0.9, partial=0.5, attempts=1)).attempts == 1
    assert student.trainings == 1


@pytest.mark.parametrize("classes", [(7, 4, 5), (4, 7, 5), (4, 5, 7)])
def test_the_best_training_counts(laboratory: Laboratory, classes: tuple[int, ...]) -> None:
    """Where none reaches the line, accuracy and losses are those of the best, whichever it was."""
    best = Scripted(7).train(laboratory, Lines(full=0.9, partial=0.5, attempts=1))
    training = Scripted(*classes).train(laboratory)
    assert (training.losses, training.attempts) == ((7.0,), 3)
    assert training.accuracy == best.accuracy


def test_every_training_has_seeds_of_its_own(laboratory: Laboratory) -> None:
    """The networks begin with other weights each time, and with the same ones when the run is repeated."""

    def beginnings(seed: int) -> list[float]:
        made = []

        def make_model() -> nn.Module:
            made.append(linear())
            return made[-1]

        train(laboratory, make_model, lambda *_: 1.0, recipe(epochs=1), random.Random(seed))
        return [float(next(model.parameters()).detach().sum()) for model in made]

    first = beginnings(0)
    assert len(set(first)) == 3
    assert beginnings(0) == first
    assert not set(beginnings(1)) & set(first)


@pytest.mark.parametrize("late", [2, 3])
def test_running_out_of_time_again_costs_nothing(laboratory: Laboratory, late: int) -> None:
    """A later training that does not end in time leaves what was reached before it."""
    student = Scripted(5, 4, 4)

    def slow(*arguments: Any) -> float:
        if student.trainings == late:
            raise StudentTimedOut("too slow")
        return student.train_epoch(*arguments)

    training = train(laboratory, student.make_model, slow, recipe(epochs=1), random.Random(0))
    assert (training.losses, training.attempts) == ((5.0,), late - 1)


def test_running_out_of_time_at_once_is_a_fault(laboratory: Laboratory) -> None:
    """A first training that does not end in time is the student's, and passed on."""

    def slow(*_: Any) -> float:
        raise StudentTimedOut("too slow")

    with pytest.raises(StudentTimedOut):
        train(laboratory, linear, slow, recipe(), random.Random(0))


def reached(accuracy: float, attempts: int = 1) -> Training:
    """A training that came so far."""
    return Training(accuracy=accuracy, losses=(1.0,), attempts=attempts)


def test_full_credit_begins_on_the_line() -> None:
    """On the line and above it nothing is raised."""
    credit(reached(0.9), LINES)
    credit(reached(1.0), LINES)


@pytest.mark.parametrize(("accuracy", "fraction"), [(0.5, 0.5), (0.7, 0.75), (0.89, 0.9875)])
def test_partial_credit_grows_from_half(accuracy: float, fraction: float) -> None:
    """Between the lines it grows in proportion, and the message says what was missing."""
    with pytest.raises(PartialCredit, match=r"full credit begins at 90\.00 %$") as caught:
        credit(reached(accuracy), LINES)
    assert caught.value.fraction == pytest.approx(fraction)


def test_below_the_partial_line_is_a_failure() -> None:
    """The message names both lines."""
    with pytest.raises(AssertionError, match=r"accuracy 49\.00 % .* 90\.00 %, partial credit at 50\.00 %$"):
        credit(reached(0.49), LINES)


@pytest.mark.parametrize(
    ("accuracy", "attempts", "said"),
    [
        (0.8631, 1, "accuracy 86.31 % on all test images; full credit begins at 90.00 %"),
        (
            0.8631,
            3,
            "accuracy 86.31 % on all test images at best of 3 trainings; full credit begins at 90.00 %",
        ),
        (0.899999, 1, "accuracy 89.99 % on all test images; full credit begins at 90.00 %"),
    ],
)
def test_what_is_said_of_an_accuracy(accuracy: float, attempts: int, said: str) -> None:
    """The message counts the trainings where there were several, and never rounds up to the line."""
    with pytest.raises(PartialCredit) as caught:
        credit(reached(accuracy, attempts), LINES)
    assert caught.value.message == said
