"""Batches of tensors that are in memory already, from a loader that a student uses as torch's DataLoader."""

import math
import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from grader.untrusted.opened import FILES


class Images:
    """Images and labels by index, as a torchvision data set is.

    Attributes:
        data: the images, float32 (N, 1, 28, 28) with values in [0, 1].
        targets: their labels, int64 (N,).
    """

    def __init__(self, data: torch.Tensor, targets: torch.Tensor) -> None:
        self.data = data
        self.targets = targets

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        return self.data[index].clone(), int(self.targets[index])


class Batches:
    """Yields `[images, labels]`, each batch a copy; the last one may be smaller.

    With a seed the order is shuffled, by a generator of its own and anew for every epoch.
    """

    drop_last = False
    num_workers = 0

    def __init__(self, dataset: Images, batch_size: int, seed: int | None = None) -> None:
        self.dataset = dataset
        self.batch_size = batch_size
        self._generator = None if seed is None else torch.Generator().manual_seed(seed)

    def __len__(self) -> int:
        return math.ceil(len(self.dataset) / self.batch_size)

    def __iter__(self) -> Iterator[list[torch.Tensor]]:
        for indices in torch.split(self._order(), self.batch_size):
            yield self._batch(indices)

    def _order(self) -> torch.Tensor:
        """The images of one epoch, as their indices."""
        count = len(self.dataset)
        if self._generator is None:
            return torch.arange(count)
        return torch.randperm(count, generator=self._generator)

    def _batch(self, indices: torch.Tensor) -> list[torch.Tensor]:
        return [self.dataset.data[indices], self.dataset.targets[indices]]


class Elsewhere(torch.Tensor):
    """A tensor that stands for one on another device: it meets plain tensors only after a move.

    With it a machine without a GPU shows what a forgotten `.to(device)` does on one that has it.
    """

    @classmethod
    def __torch_function__(
        cls, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Move, or refuse to mix, or do what torch does."""
        kwargs = kwargs or {}
        name = getattr(function, "__name__", "")
        if name in ("to", "cuda", "cpu") and isinstance(args[0], Elsewhere):
            moved = getattr(args[0].as_subclass(torch.Tensor), name)(*args[1:], **kwargs)
            names_device = name != "to" or any(_is_device(one) for one in (*args[1:], *kwargs.values()))
            return moved if names_device else moved.as_subclass(Elsewhere)
        if any(_is_settled(one) for one in (*args, *kwargs.values())):
            raise RuntimeError(
                "Expected all tensors to be on the same device: a batch was not moved to `device` "
                "(as in `images = images.to(device)`, and the same for the labels)"
            )
        return super().__torch_function__(function, types, args, kwargs)  # type: ignore[no-untyped-call]


class UnmovedBatches(Batches):
    """Batches that must be moved to the device before they are used."""

    def __iter__(self) -> Iterator[list[torch.Tensor]]:
        for batch in super().__iter__():
            yield [tensor.as_subclass(Elsewhere) for tensor in batch]


def open_training_set() -> Images:
    """The training images and labels that were opened before the wall, mapped copy-on-write."""
    return Images(_map("train_images"), _map("train_labels"))


def _is_settled(argument: object) -> bool:
    # Numbers without a dimension may be mixed across devices.
    if isinstance(argument, (list, tuple)):
        return any(_is_settled(one) for one in argument)
    return isinstance(argument, torch.Tensor) and not isinstance(argument, Elsewhere) and argument.dim() > 0


def _is_device(argument: object) -> bool:
    return isinstance(argument, (torch.device, str, torch.Tensor)) or type(argument) is int


def _map(name: str) -> torch.Tensor:
    with os.fdopen(os.dup(FILES[name]), "rb") as file:
        file.seek(0)
        version = np.lib.format.read_magic(file)
        read = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        shape, _, dtype = read(file)
        return torch.from_numpy(np.memmap(file, dtype=dtype, mode="c", offset=file.tell(), shape=shape))
