"""Judge what a student's functions make of images that move: the images, and accuracies on them."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from grader.judging.expect import expect_close, expect_number, expect_tensor, fail, show
from grader.judging.laboratory import Laboratory
from grader.judging.networks import shift

# A prime, and so no multiple of any batch size, and larger than the usual ones.
SAMPLES = 1009
BATCH_SIZES = (1000, 512, 500, 256, 250, 200, 128, 100, 64, 50, 32, 16, 10)
Step = tuple[int, int]


def pictures(rng: random.Random, samples: int, channels: int, height: int, width: int) -> Tensor:
    """Small images of the numbers 1 to 9, float32 (N, C, H, W)."""
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    return torch.randint(1, 10, (samples, channels, height, width), generator=generator).float()


def expect_moved(value: object, images: Tensor, dx: int, dy: int) -> None:
    """Demand the images, small ones of shape (N, C, H, W), moved by dx to the right and dy down.

    Raises:
        AssertionError: they differ; shows the first image that does, and what was probably done.
    """
    sizes, expected = "×".join(str(side) for side in images.shape), shift(images, dx, dy)
    case = f"shifted({sizes} images, dx={dx}, dy={dy})"
    moved = expect_tensor(value, shape=images.shape, dtype=images.dtype, what=f"what {case} returned")
    if torch.equal(moved, expected):
        return
    wrong = {
        "nothing has moved": images,
        "what leaves on one side must not come back on the other": images.roll((dy, dx), (-2, -1)),
        "that is the way back: positive dx moves to the right, positive dy down": shift(images, -dx, -dy),
        "positive dx moves to the right": shift(images, -dx, dy),
        "positive dy moves down": shift(images, dx, -dy),
        "dx and dy are exchanged": shift(images, dy, dx),
    }
    hint = next((f": {text}" for text, other in wrong.items() if torch.equal(moved, other)), "")
    first = tuple((moved != expected).flatten(2).any(dim=2).nonzero()[0].tolist())
    shown = (f"{tensor[first].tolist()}" for tensor in (images, moved, expected))
    fail("{} made of {} {}, expected {}{}".format(case, *shown, hint))


class Reading:
    """A linear model in the worker, images, and labels of which a known number is wrong.

    All numbers are small multiples of 1/64, so that float32 forms every sum exactly, in whatever order; and
    each bias has a fraction of its own, so that no two logits are equal. So right accuracies are exact.

    Attributes:
        model: a probe of the laboratory's, made with the given options.
        images: float32 (1009, 1, 28, 28).
        labels: int64 (1009,); the last nine are all wrong, so that no two parts are alike.
    """

    def __init__(
        self,
        laboratory: Laboratory,
        rng: random.Random,
        *,
        features: bool = False,
        dropout: float = 0.0,
        graphs: bool = True,
    ) -> None:
        generator = torch.Generator().manual_seed(rng.randrange(2**31))
        weights = torch.randint(-4, 5, (10, 7, 7), generator=generator)
        self._layer = nn.Linear(784, 10).requires_grad_(requires_grad=False)
        self._layer.weight.copy_(_coarse(weights).flatten(1))
        self._layer.bias.copy_(torch.arange(10) / 64)
        self.images = _coarse(torch.randint(0, 5, (SAMPLES, 1, 7, 7), generator=generator)) / 4
        self.labels = self._layer(self.images.flatten(1)).argmax(dim=1)
        for index in {*rng.sample(range(SAMPLES), 150), *range(SAMPLES - 9, SAMPLES)}:
            self.labels[index] = (self.labels[index] + rng.randrange(1, 10)) % 10
        self.model = laboratory.probe(features=features, dropout=dropout, graphs=graphs)
        laboratory.fill(self.model, self._layer)

    def negated(self, samples: int) -> Tensor:
        """The logits, with their signs turned, of the first images: float32 (samples, 10)."""
        logits: Tensor = self._layer(self.images[:samples].flatten(1))
        return -logits

    def accuracies(self, shifts: Sequence[Step], *, negated: bool = False) -> list[float]:
        """The share of all images that the model, or its logits negated, is right about, for each step."""
        return [float(self._right(*step, negated=negated).mean()) for step in shifts]

    def hints(self, shifts: Sequence[Step]) -> dict[str, list[float]]:
        """What wrong lists would be right for."""
        each = [self._right(*step) for step in shifts]
        hints = {
            "the images have not moved": self.accuracies([(0, 0)] * len(shifts)),
            "dx and dy are exchanged": self.accuracies([(dy, dx) for dx, dy in shifts]),
            "the images move the wrong way": self.accuracies([(-dx, -dy) for dx, dy in shifts]),
            "these are numbers of right answers, not shares": [float(right.sum()) for right in each],
            "these are percentages, not shares in [0, 1]": [100.0 * float(right.mean()) for right in each],
        }
        for size in BATCH_SIZES:
            last = f"these are the accuracies of the last {SAMPLES % size} images alone, a batch's"
            hints[last] = [float(torch.split(right, size)[-1].mean()) for right in each]
            means = f"these are means over batches of {size}, of which the last is smaller"
            hints[means] = [_mean_of_means(torch.split(right, size)) for right in each]
            whole = SAMPLES // size * size
            full = f"only full batches of {size} were read; the last {SAMPLES - whole} images are missing"
            hints[full] = [float(right[:whole].mean()) for right in each]
            hints[f"{full}, and yet counted"] = [float(right[:whole].sum()) / SAMPLES for right in each]
        return hints

    def _right(self, dx: int, dy: int, *, negated: bool = False) -> Tensor:
        logits = self._layer(shift(self.images, dx, dy).flatten(1))
        right: Tensor = (-logits if negated else logits).argmax(dim=1) == self.labels
        return right.double()


def identical(tensors: Sequence[Tensor], others: Sequence[Tensor]) -> bool:
    """Whether two lists hold the same tensors, to the last bit; whatever is in them."""
    return len(tensors) == len(others) and all(
        one.shape == other.shape and one.dtype is other.dtype and torch.equal(one, other)
        for one, other in zip(tensors, others, strict=True)
    )


def expect_shares(  # noqa: PLR0913  (what was asked, what is right, and what may be said about it)
    value: object,
    wanted: Sequence[float],
    shifts: Sequence[Step],
    *,
    case: str,
    hints: Mapping[str, Sequence[float]],
    tolerance: float = 1e-6,
) -> list[float]:
    """Demand a list with these accuracies, one for each shift; returns what was given, as floats.

    Raises:
        AssertionError: they differ; says where first, and which of the `hints` they would be right for.
    """
    if not isinstance(value, (list, tuple)):
        fail(f"{case} returned {show(value)}, expected a list of floats")
    if len(value) != len(shifts):
        fail(f"{case} returned {len(value)} accuracies, expected {len(shifts)}, one for each shift")
    given = [expect_number(one, case=f"in its list {case}") for one in value]
    for step, got, right in zip(shifts, given, wanted, strict=True):
        if abs(got - right) > tolerance:
            hint = next((f": {text}" for text, wrong in hints.items() if _alike(given, wrong)), "")
            fail(f"{case} gave {got:.4f} for the shift {step}, expected {right:.4f}{hint}")
    return given


def expect_no_gradients(
    accuracy_under_shift: Callable[..., Any], laboratory: Laboratory, rng: random.Random
) -> None:
    """Demand that a model is asked without gradients, and that they are on again afterwards.

    The model's answers tell, and no property of it: its logits are negated wherever gradients are recorded.

    Raises:
        AssertionError: they were recorded, or are off afterwards.
        StudentFault: the student's function raised, or ran out of something.
    """
    reading, still = Reading(laboratory, rng, graphs=False), [(0, 0)]
    recorded = "it was run with gradients recorded, which costs memory and time; use torch.no_grad()"
    expect_shares(
        accuracy_under_shift(reading.model, reading.images, reading.labels, still),
        reading.accuracies(still),
        still,
        case="accuracy_under_shift on a model that answers wrongly where gradients are recorded",
        hints={recorded: reading.accuracies(still, negated=True)},
    )
    expect_close(
        reading.model(reading.images[:5]),
        reading.negated(5),
        what="what the same model answers afterwards, with gradients recorded",
        hint="accuracy_under_shift left gradients switched off for whatever is computed next; use `with "
        "torch.no_grad():`, which puts them back",
    )


def _coarse(numbers: Tensor) -> Tensor:
    # Cells of 4 by 4 pixels: a move by a pixel changes some answers, and not all.
    return numbers.float().repeat_interleave(4, dim=-1).repeat_interleave(4, dim=-2)


def _mean_of_means(batches: Sequence[Tensor]) -> float:
    return sum(float(batch.mean()) for batch in batches) / len(batches)


def _alike(given: Sequence[float], wrong: Sequence[float]) -> bool:
    return all(abs(one - other) < 1e-4 for one, other in zip(given, wrong, strict=True))  # noqa: PLR2004  (rounding)
