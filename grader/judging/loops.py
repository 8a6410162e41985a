"""Cases for a student's `train_epoch` and `evaluate`, whose right results are computed on this side.

They run a linear model of ours, so that a mistake in a student's network is not counted here again.
"""

import random
from collections.abc import Callable
from typing import Any

import msgspec
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from grader.judging.expect import expect_close, expect_number, fail
from grader.judging.laboratory import Laboratory

LR = 0.5
# Who makes figures up finds the order of all pairs once in 2 ** (PAIRS - 1) times.
PAIRS = 8


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """Arguments for `evaluate`, the accuracy it must return, and what wrong figures mean."""

    model: Any
    loader: Any
    accuracy: float
    hints: dict[float, str]


class Epoch(msgspec.Struct, frozen=True, kw_only=True):
    """Arguments for `train_epoch`, the loss it must return, and what wrong figures mean."""

    model: Any
    loader: Any
    criterion: Any
    optimizer: Any
    loss: float
    hints: dict[float, str]


class Unmoved(msgspec.Struct, frozen=True, kw_only=True):
    """Arguments for either function; the batches cannot be used before they are moved to the run's device."""

    model: Any
    loader: Any
    criterion: Any
    optimizer: Any


class Updates(msgspec.Struct, frozen=True, kw_only=True):
    """Arguments for `train_epoch`, and the weights it must leave in the model."""

    model: Any
    loader: Any
    criterion: Any
    optimizer: Any
    expected: list[Tensor]
    hints: list[tuple[str, list[Tensor]]]

    def compare(self, laboratory: Laboratory) -> None:
        """Demand the expected weights; raises AssertionError with the likely mistake."""
        held = nn.Linear(784, 10)
        laboratory.fetch(self.model, held)
        actual = [parameter.detach() for parameter in held.parameters()]
        hint = next((text for text, wrong in self.hints if _alike(actual, wrong)), "")
        for tensor, expected in zip(actual, self.expected, strict=True):
            expect_close(tensor, expected, what="the weights after 3 batches of SGD", hint=hint)


def evaluation(
    laboratory: Laboratory, rng: random.Random, *, samples: int, batch_size: int, features: bool = False
) -> Evaluation:
    """Samples of which a known number, unevenly spread over the batches, carry a wrong label."""
    layer, images = _setting(rng, samples)
    with torch.no_grad():
        labels = layer(images.flatten(1)).argmax(dim=1)
    # No error in the second batch, few in the first, most of the last one: no two batches are alike.
    wrong = set(rng.sample(range(min(batch_size, samples)), rng.randrange(11, 20)))
    last = range((samples - 1) // batch_size * batch_size, samples)
    if last.start:
        wrong |= set(rng.sample(last, len(last) // 2 + rng.randrange(1, 4)))
    for index in wrong:
        labels[index] = (labels[index] + rng.randrange(1, 10)) % 10
    right = [float(index not in wrong) for index in range(samples)]
    batches = [right[start : start + batch_size] for start in range(0, samples, batch_size)]
    hints = {
        sum(batches[-1]) / len(batches[-1]): "that is the accuracy of the last batch alone",
        sum(batches[0]) / len(batches[0]): "that is the accuracy of the first batch alone",
        sum(sum(batch) / len(batch) for batch in batches) / len(batches): (
            "that is the mean of the batches' accuracies, in which a sample of a small batch counts for more"
        ),
        sum(right)
        / (len(batches) * batch_size): "that counts the last batch as if it were as large as the others",
        sum(right): "that is the number of right answers, not their share",
        100.0 * sum(right) / samples: "that is a percentage, not a share in [0, 1]",
    }
    return Evaluation(
        model=_probe(laboratory, layer, features=features),
        loader=laboratory.loader(images, labels, batch_size),
        accuracy=sum(right) / samples,
        hints=hints,
    )


def loss_figures(laboratory: Laboratory, rng: random.Random, *, features: bool = False) -> Epoch:
    """An epoch on 25 samples in batches of 10; its steps have length 0, so every sample's loss is known."""
    samples, batch_size = 25, 10
    whole = 0.0
    while not 0.1 < whole / samples % 1 < 0.9:  # noqa: PLR2004  (who rounds the mean must not be nearly right)
        layer, images = _setting(rng, samples)
        images[20:] *= 4.0  # the last batch, of 5, costs more than the others
        labels = torch.tensor([rng.randrange(10) for _ in range(samples)])
        with torch.no_grad():
            each = cross_entropy(layer(images.flatten(1)), labels, reduction="none")
        losses = torch.split(each, batch_size)
        whole = sum(float(batch.sum()) for batch in losses)
    means = [float(batch.mean()) for batch in losses]
    hints = {
        means[-1]: "that is the loss of the last batch alone",
        sum(means)
        / len(means): "that is the mean of the batches' losses, which overrates a small last batch",
        sum(means): "that is the sum of the batches' losses",
        whole: "that is the sum over the samples, not their mean",
        sum(means) / samples: "that divides the sum of the batches' mean losses by the number of samples",
    }
    model = _probe(laboratory, layer, features=features)
    return Epoch(
        model=model,
        loader=laboratory.loader(images, labels, batch_size),
        criterion=laboratory.criterion(),
        optimizer=laboratory.optimizer(model, "SGD", 0.0),
        loss=whole / samples,
        hints=hints,
    )


def unmoved_batches(
    laboratory: Laboratory, rng: random.Random, *, right: bool, features: bool = False
) -> Unmoved:
    """25 samples in batches that must be moved; the model is right about all of them, or about none."""
    layer, images = _setting(rng, 25)
    with torch.no_grad():
        labels = layer(images.flatten(1)).argmax(dim=1)
    model = _probe(laboratory, layer, features=features)
    laboratory.move(model)
    return Unmoved(
        model=model,
        loader=laboratory.unmoved_loader(images, labels if right else (labels + 1) % 10, 10),
        criterion=laboratory.criterion(),
        optimizer=laboratory.optimizer(model, "SGD", 0.0),
    )


def expect_used(
    ask: Callable[[Unmoved], object],
    laboratory: Laboratory,
    rng: random.Random,
    *,
    case: str,
    features: bool = False,
) -> None:
    """Demand that batches are moved, and that the figure returned is about the labels in them.

    The same images are asked about twice, in random order: with labels that the model is right about, and
    with others. However a loss or an accuracy is averaged, one of the two figures is the larger, and for
    other images it is the same one.

    Args:
        ask: what the student's function returns for these arguments.
        laboratory: of this job.
        rng: of this check.
        case: the function's name.
        features: whether the model returns features too.

    Raises:
        AssertionError: a figure is no number, or the figures are not about the labels.
        StudentRaised: the function raised, as torch does where tensors are not moved.
    """
    orders = set()
    for _ in range(PAIRS):
        seed, figures = rng.randrange(2**31), {}
        for right in rng.sample((True, False), 2):
            batches = unmoved_batches(laboratory, random.Random(seed), right=right, features=features)  # noqa: S311  (no secret hangs on it)
            figures[right] = expect_number(ask(batches), case=case)
        if figures[True] == figures[False]:
            fail(
                f"{case} returned {figures[True]:.6g} where the model is right about all labels, and again "
                "where it is right about none: the batches are not used"
            )
        orders.add(figures[True] > figures[False])
    if len(orders) > 1:
        fail(
            f"{case} returned more where the model is right about all labels than where it is right about "
            "none, and for other images less: the batches are not used"
        )


def three_updates(laboratory: Laboratory, rng: random.Random, *, features: bool = False) -> Updates:
    """Three batches of plain SGD from known weights."""
    layer, images = _setting(rng, 30)
    labels = torch.tensor([rng.randrange(10) for _ in range(30)])
    start = [parameter.detach().clone() for parameter in layer.parameters()]
    batches = list(zip(torch.split(images.flatten(1), 10), torch.split(labels, 10), strict=True))
    model = _probe(laboratory, layer, features=features)
    return Updates(
        model=model,
        loader=laboratory.loader(images, labels, 10),
        criterion=laboratory.criterion(),
        optimizer=laboratory.optimizer(model, "SGD", LR),
        expected=_descend(start, batches),
        hints=[
            ("nothing was learnt: is optimizer.step() missing, or loss.backward()?", start),
            ("gradients add up: is optimizer.zero_grad() missing?", _descend(start, batches, keep=True)),
            ("only the first batch was used: does the function return inside its loop?",
             _descend(start, batches[:1])),
            ("only the last batch was used: is the step made after the loop?",
             _descend(start, batches[-1:])),
        ],
    )  # fmt: skip


def _setting(rng: random.Random, samples: int) -> tuple[nn.Linear, Tensor]:
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    layer = nn.Linear(784, 10)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) / 28)
    return layer, torch.rand(samples, 1, 28, 28, generator=generator)


def _probe(laboratory: Laboratory, layer: nn.Linear, *, features: bool) -> Any:
    # As the exercises have it: what returns features takes images, what does not takes them flattened.
    model = laboratory.probe(features=features, flattens=features)
    laboratory.fill(model, layer)
    return model


def _descend(
    start: list[Tensor], batches: list[tuple[Tensor, Tensor]], *, keep: bool = False
) -> list[Tensor]:
    values = [tensor.clone() for tensor in start]
    sums = [torch.zeros_like(tensor) for tensor in start]
    for images, labels in batches:
        leaves = [value.requires_grad_() for value in values]
        loss = cross_entropy(nn.functional.linear(images, *leaves), labels)
        gradients = torch.autograd.grad(loss, leaves)
        sums = [total + one if keep else one for total, one in zip(sums, gradients, strict=True)]
        values = [value.detach() - LR * total for value, total in zip(leaves, sums, strict=True)]
    return values


def _alike(actual: list[Tensor], wrong: list[Tensor]) -> bool:
    return all(torch.allclose(a, b, rtol=1e-3, atol=1e-5) for a, b in zip(actual, wrong, strict=True))
