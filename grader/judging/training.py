"""Train a student's network through the student's own loop, and find out how accurate it really is."""

import math
import random
from collections.abc import Callable
from typing import Any

import msgspec
import torch
from torch import Tensor, nn

from grader.judging.credit import PartialCredit
from grader.judging.expect import expect_number, expect_object, fail
from grader.judging.laboratory import BATCH, Laboratory
from grader.model.errors import StudentTimedOut
from grader.model.exercise import Lines
from grader.model.regimen import Regimen

# How often a model may differ from the reference with the same weights: rounding, and nothing else.
DISAGREEMENT = 0.005


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """The best of one or several trainings.

    Attributes:
        accuracy: of the best, in [0, 1] over all test images.
        losses: its mean loss in each epoch.
        attempts: how many trainings there were.
    """

    accuracy: float
    losses: tuple[float, ...]
    attempts: int = 1

    @property
    def epochs(self) -> int:
        """How many epochs were trained."""
        return len(self.losses)


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """How an exercise's network is trained, and what it is held to.

    Attributes:
        reference: a network of the same architecture on this side; (N, 1, 28, 28) in, logits out.
        lines: which accuracy ends a training early, and which one makes another training needless.
        regimen: the optimizer, the size of a batch, and the epochs after which a training ends in any case.
        flatten: whether the student's network takes (N, 784) instead of images.
    """

    reference: nn.Module
    lines: Lines
    regimen: Regimen
    flatten: bool = False


def train(
    laboratory: Laboratory,
    make_model: Callable[[], Any],
    train_epoch: Callable[..., Any],
    recipe: Recipe,
    rng: random.Random,
) -> Training:
    """Train up to `attempts` times, each time anew and with other seeds; the best training counts.

    The first to reach the full line is the last. A training goes epoch by epoch until full credit is certain
    or the epochs are used up. After an epoch the weights are fetched and judged in the reference network; at
    the end the model itself answers for all test images, in an order drawn at random. The lower of the two
    accuracies counts.

    Args:
        laboratory: of this job.
        make_model: constructs the student's network.
        train_epoch: the student's.
        recipe: how, and up to which line.
        rng: where the worker's seeds and the order of the test images come from.

    Raises:
        AssertionError: an answer is no number or tensor, or the model disagrees with its own weights.
        StudentFault: the student's code raised, or ran out of something in the first training.
    """
    best = _train_once(laboratory, make_model, train_epoch, recipe, rng)
    while best.accuracy < recipe.lines.full and best.attempts < recipe.lines.attempts:
        try:
            again = _train_once(laboratory, make_model, train_epoch, recipe, rng)
        except StudentTimedOut:
            # Who trains again must not lose by it what the first training earned.
            return best
        better = max(best, again, key=lambda training: training.accuracy)
        best = msgspec.structs.replace(better, attempts=best.attempts + 1)
    return best


def _train_once(
    laboratory: Laboratory,
    make_model: Callable[[], Any],
    train_epoch: Callable[..., Any],
    recipe: Recipe,
    rng: random.Random,
) -> Training:
    regimen = recipe.regimen
    laboratory.seed(rng.randrange(2**31))
    model = expect_object(make_model(), what="the network")
    laboratory.move(model)
    loader = laboratory.training_loader(regimen.batch_size, rng.randrange(2**31))
    optimizer = laboratory.optimizer(model, regimen.optimizer, regimen.lr)
    criterion = laboratory.criterion()
    images, labels = laboratory.test_set()
    enough = recipe.lines.full + recipe.lines.margin
    losses: list[float] = []
    answers = torch.full_like(labels, -1)
    while len(losses) < regimen.epochs and _share(answers, labels) < enough:
        loss = train_epoch(model, loader, criterion, optimizer, laboratory.device)
        losses.append(expect_number(loss, case=f"train_epoch in epoch {len(losses) + 1}"))
        laboratory.fetch(model, recipe.reference)
        answers = _answers(recipe.reference, images)
    own = _ask(laboratory, model, images.flatten(1) if recipe.flatten else images, rng)
    disagreement = 1.0 - _share(own, answers)
    if disagreement > DISAGREEMENT:
        fail(
            f"the trained model does not answer as its weights do for {disagreement:.1%} of the test "
            "images: the forward pass must depend on nothing but the layers' weights and the images"
        )
    return Training(accuracy=min(_share(answers, labels), _share(own, labels)), losses=tuple(losses))


def credit(training: Training, lines: Lines) -> None:
    """Return where the best training earns everything; else say what is missing.

    Raises:
        PartialCredit: between the partial and the full line; from half the points up, in proportion.
        AssertionError: below the partial line.
    """
    accuracy = training.accuracy
    if accuracy >= lines.full:
        return
    best = f" at best of {training.attempts} trainings" if training.attempts > 1 else ""
    begins = _percent(lines.full)
    said = f"accuracy {_percent(accuracy)} on all test images{best}; full credit begins at {begins}"
    if accuracy >= lines.partial:
        way = (accuracy - lines.partial) / (lines.full - lines.partial)
        raise PartialCredit(0.5 + 0.5 * way, said)
    fail(f"{said}, partial credit at {_percent(lines.partial)}")


def _percent(share: float) -> str:
    # Rounded down, so that what lies below a line never reads as if it were on it.
    return f"{math.floor(share * 10_000 + 1e-6) / 100:.2f} %"


def _answers(reference: nn.Module, images: Tensor) -> Tensor:
    reference.eval()
    with torch.no_grad():
        return torch.cat([reference(batch).argmax(dim=1) for batch in torch.split(images, BATCH)])


def _ask(laboratory: Laboratory, model: object, images: Tensor, rng: random.Random) -> Tensor:
    order = torch.tensor(rng.sample(range(len(images)), len(images)))
    shuffled = laboratory.predict(model, images[order], device=str(laboratory.device))
    answers = torch.empty(len(images), dtype=torch.int64)
    answers[order] = shuffled.argmax(dim=1)
    return answers


def _share(answers: Tensor, expected: Tensor) -> float:
    return float((answers == expected).double().mean())
