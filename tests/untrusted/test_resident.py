"""Batches whose rows lie on a device already; here that is memory, or nowhere (torch's `meta`)."""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from grader.sandbox.cuda import cuda_devices
from grader.untrusted.batches import Batches, Images
from grader.untrusted.opened import FILES
from grader.untrusted.resident import HELD, ResidentBatches, Unmoved, hold_training_set

COUNT, SIZE, SEED = 25, 10, 3


def images() -> Images:
    """Images that are all different, and their labels."""
    generator = torch.Generator().manual_seed(0)
    return Images(torch.rand(COUNT, 1, 28, 28, generator=generator), torch.arange(COUNT) % 10)


def resident(device: str = "cpu", data: Images | None = None) -> ResidentBatches:
    """Shuffled batches of them, whose rows lie on a device too."""
    data = data or images()
    there = Images(data.data.clone().to(device), data.targets.clone().to(device))
    return ResidentBatches(data, there, SIZE, SEED)


def plain() -> Batches:
    """The same batches as tensors in memory."""
    return Batches(images(), SIZE, SEED)


def first(batches: Batches) -> tuple[Tensor, Tensor]:
    """The first batch."""
    found = next(iter(batches))
    return found[0], found[1]


LOOPS: dict[str, Callable[[Tensor, Any], Tensor]] = {
    "device": lambda x, device: x.to(device),
    "name": lambda x, device: x.to(str(device)),
    "keyword": lambda x, device: x.to(device=device),
    "not blocking": lambda x, device: x.to(device, non_blocking=True),
    "the lecture": lambda x, device: x.reshape(-1, 28 * 28).to(device),
    "a tuple": lambda x, device: x.reshape((x.size(0), -1)).to(device),
    "view": lambda x, device: x.view(len(x), -1).to(device),
    "flatten": lambda x, device: x.flatten(1).to(device),
    "torch.flatten": lambda x, device: torch.flatten(x, 1).to(device),
    "twice": lambda x, device: x.flatten(1).view(x.shape[0], 1, 28, 28).to(device),
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_moved_batches_are_those_in_memory(loop: Callable[[Tensor, Any], Tensor]) -> None:
    """Every way to move a batch gives the same plain tensors in the same order, and looks at none."""
    ours, theirs = resident(), plain()
    for _ in range(2):
        for (x, y), (their_x, their_y) in zip(ours, theirs, strict=True):
            moved, labels = loop(x, torch.device("cpu")), y.to("cpu")
            assert type(moved) is type(labels) is Tensor
            assert torch.equal(moved, loop(their_x, torch.device("cpu")))
            assert torch.equal(labels, their_y)
            assert isinstance(x, Unmoved)
            assert not x.rows.touched


def test_a_training_comes_to_the_same_weights() -> None:
    """Two epochs of the lecture's loop end with the same weights to the digit, and draw nothing at random."""
    weights = []
    for batches in (resident(), plain()):
        torch.manual_seed(0)
        model = nn.Linear(784, 10)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        for _ in range(2):
            for x, y in batches:
                loss = nn.functional.cross_entropy(model(x.reshape(-1, 784).to("cpu")), y.to("cpu"))
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
        weights.append((model.weight.detach(), torch.rand(3)))
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(*weights, strict=True))


TOUCHES: dict[str, Callable[[Tensor], Any]] = {
    "sum": lambda x: float(x.double().sum()),
    "numpy": lambda x: x.numpy().tobytes(),
    "asarray": lambda x: np.asarray(x).shape,
    "item": lambda x: x[0, 0, 3, 4].item(),
    "list": lambda x: x.tolist(),
    "repr": repr,
    "rows": lambda x: [float(one.sum()) for one in x],
    "stack": lambda x: torch.stack([x, x]).shape,
    "layer": lambda x: nn.Linear(784, 2)(x.flatten(1)).shape,
    "copy": lambda x: type(copy.deepcopy(x)),
    "dtype": lambda x: x.to(torch.float64).dtype,
    "type": lambda x: x.type(),
    "strides": lambda x: (x.stride(), x.is_contiguous(), x.is_leaf, x.requires_grad),
    "wrong shape": lambda x: said(lambda: x.reshape(3, 5)),
    "wrong device": lambda x: said(lambda: x.to("nowhere")),
    "other device": lambda x: x.to("meta").shape,
    "sizes": lambda x: (x.shape, x.size(), x.size(-1), x.dim(), x.ndim, len(x), x.numel(), x.dtype, x.device),
}


def said(does: Callable[[], object]) -> str:
    """The error that comes of it."""
    with pytest.raises(RuntimeError) as caught:
        does()
    return str(caught.value)


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
def test_unmoved_batches_are_tensors_in_memory(touch: Callable[[Tensor], Any]) -> None:
    """Whatever is asked of a batch that was not moved, answer or error is that of a plain tensor."""
    assert touch(first(resident())[0]) == touch(first(plain())[0])


CHANGES: dict[str, Callable[[Tensor], object]] = {
    "in place": lambda x: x.mul_(2),
    "an element": lambda x: x.__setitem__((0, 0, 0, 0), 7.0),
    "through another shape": lambda x: x.view(-1, 784).zero_(),
    "through numpy": lambda x: x.numpy().fill(0.5),
    "another shape in place": lambda x: x.squeeze_(),
    "data": lambda x: setattr(x, "data", torch.ones(3)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_changed_is_what_is_moved(change: Callable[[Tensor], object]) -> None:
    """A student who changes a batch before moving it moves what it was changed to, in this batch alone."""
    ours, theirs = resident(), plain()
    for position, ((x, _), (their_x, _)) in enumerate(zip(ours, theirs, strict=True)):
        if position == 0:
            change(x)
            change(their_x)
        assert x.shape == their_x.shape
        assert torch.equal(x.to("cpu"), their_x.to("cpu"))


def test_moved_batches_are_copies() -> None:
    """What is done to a moved batch changes neither the data, nor the same batch moved again."""
    data = images()
    x, _ = first(resident(data=data))
    x.to("cpu").zero_()
    again = x.to("cpu")
    assert torch.equal(again, first(plain())[0])
    x.sum()
    assert torch.equal(x, again)
    assert torch.equal(data.data, images().data)


def test_gradients_reach_a_batch() -> None:
    """A batch that is to have gradients has them, moved in its own shape or in another."""
    for shape in ((SIZE, 1, 28, 28), (SIZE, 784)):
        x = first(resident())[0].reshape(shape)
        x.requires_grad_()
        x.to("cpu").sum().backward()  # type: ignore[no-untyped-call]
        assert x.requires_grad
        assert x.grad is not None
        assert torch.equal(x.grad, torch.ones(shape))


def test_a_forgotten_move_fails_in_torchs_own_words() -> None:
    """A batch meets weights on another device as any tensor in memory does."""
    weights = torch.zeros(10, 784, device="meta")
    labels = torch.zeros(SIZE, dtype=torch.int64, device="meta")
    x, y = first(resident("meta"))
    their_x, their_y = first(plain())
    words = said(lambda: nn.functional.cross_entropy(weights[:, :10], their_y))
    assert said(lambda: nn.functional.cross_entropy(weights[:, :10], y)) == words
    ours = outcome(lambda: nn.functional.linear(x.flatten(1), weights))
    assert ours == outcome(lambda: nn.functional.linear(their_x.flatten(1), weights))
    assert nn.functional.linear(x.flatten(1).to("meta"), weights).shape == (SIZE, 10)
    assert (y.to("meta") == labels).shape == (SIZE,)


def outcome(does: Callable[[], Tensor]) -> object:
    """The device of a result, or the error there was instead."""
    try:
        return does().device
    except RuntimeError as error:
        return str(error)


@pytest.mark.parametrize("change", ["written", "replaced"])
def test_a_changed_data_set_counts(change: str) -> None:
    """A student who writes into the loader's data set, or puts another into it, trains on that."""
    ours, theirs = resident(), plain()
    for batches in (ours, theirs):
        if change == "written":
            batches.dataset.data.sub_(0.5)
        else:
            batches.dataset.data = batches.dataset.data - 0.5
    for (x, _), (their_x, _) in zip(ours, theirs, strict=True):
        assert torch.equal(x.to("cpu"), their_x)


def test_without_a_device_nothing_is_put_there() -> None:
    """A worker that is given a training set holds it on a device only where there is one."""
    if cuda_devices():
        pytest.skip("a CUDA device is visible")
    FILES["train_images"] = -1
    try:
        hold_training_set(None)
    finally:
        del FILES["train_images"]
    assert HELD == []


@pytest.mark.gpu
def test_on_a_device() -> None:
    """On a real device the rows arrive whole, and a forgotten move is torch's error about two devices."""
    if not cuda_devices():
        pytest.skip("no CUDA device is visible")
    device = torch.device("cuda")
    for (x, y), (their_x, their_y) in zip(resident("cuda:0"), plain(), strict=True):
        moved, labels = x.reshape(-1, 784).to(device), y.to(device)
        assert moved.is_cuda
        assert isinstance(x, Unmoved)
        assert not x.rows.touched
        assert torch.equal(moved.cpu(), their_x.flatten(1))
        assert torch.equal(labels.cpu(), their_y)
        with pytest.raises(RuntimeError, match="same device"):
            nn.functional.linear(x.flatten(1), torch.zeros(10, 784, device=device))
        assert x.is_pinned()
