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
from grader.judging.training import Recipe, credit, train
from grader.model.exercise import Lines
from grader.model.job import Terms
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


def recipe(lines: Lines = LINES, *, max_epochs: int = 5) -> Recipe:
    """A quick one."""
    return Recipe(reference=linear(), lines=lines, max_epochs=max_epochs, lr=0.01)


def test_training_stops_once_full_credit_is_certain(laboratory: Laboratory) -> None:
    """An easy task needs fewer epochs than it may have, and the accuracy is at least line and margin."""
    training = train(laboratory, linear, train_epoch, recipe(), random.Random(0))
    assert 1 <= training.epochs < 5
    assert training.accuracy >= 0.95


def test_training_ends_with_its_epochs(laboratory: Laboratory) -> None:
    """Where the line is not reached, every epoch is used, and each has its loss."""
    out_of_reach = Lines(full=1.0, partial=0.5, margin=0.1)
    training = train(laboratory, linear, train_epoch, recipe(out_of_reach, max_epochs=3), random.Random(0))
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
        train(laboratory, lambda: Cheat(*linear()), lambda *_: 0.0, recipe(max_epochs=1), random.Random(0))


def test_an_untrained_network_is_as_good_as_it_is(laboratory: Laboratory) -> None:
    """A loop that trains nothing yields the accuracy of chance, and no error."""
    training = train(laboratory, linear, lambda *_: 1.0, recipe(max_epochs=2), random.Random(0))
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


def test_full_credit_begins_on_the_line() -> None:
    """On the line and above it nothing is raised."""
    credit(0.9, LINES)
    credit(1.0, LINES)


@pytest.mark.parametrize(("accuracy", "fraction"), [(0.5, 0.5), (0.7, 0.75), (0.89, 0.9875)])
def test_partial_credit_grows_from_half(accuracy: float, fraction: float) -> None:
    """Between the lines it grows in proportion, and the message says what was missing."""
    with pytest.raises(PartialCredit, match=r"full credit begins at 90\.00%") as caught:
        credit(accuracy, LINES)
    assert caught.value.fraction == pytest.approx(fraction)


def test_below_the_partial_line_is_a_failure() -> None:
    """The message names both lines."""
    with pytest.raises(AssertionError, match=r"accuracy 49\.00% .* 90\.00%, partial credit at 50\.00%"):
        credit(0.49, LINES)
