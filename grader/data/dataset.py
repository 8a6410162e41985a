"""A data set that lies ready on disk."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray


class Dataset(msgspec.Struct, frozen=True, kw_only=True):
    """Images of handwritten digits and what they show, as `.npy` files that can be mapped into memory.

    Images are float32 of shape (N, 1, 28, 28) in [0, 1], as torchvision's `ToTensor` makes them; labels are
    int64 of shape (N,), each in 0..9.

    Attributes:
        name: `mnist` or `digits`.
        train_images, train_labels, test_images, test_labels: absolute paths.
        train_count, test_count: how many images each part has.
    """

    name: str
    train_images: str
    train_labels: str
    test_images: str
    test_labels: str
    train_count: int
    test_count: int

    def train(self) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The training images and labels, as read-only memory maps."""
        return _map(self.train_images), _map(self.train_labels)

    def test(self) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The test images and labels, as read-only memory maps; no worker may ever see these labels."""
        return _map(self.test_images), _map(self.test_labels)

    @property
    def files(self) -> dict[str, Path]:
        """What a worker may be given: `train_images` and `train_labels`, and nothing of the test part."""
        return {"train_images": Path(self.train_images), "train_labels": Path(self.train_labels)}


def _map(path: str) -> NDArray[Any]:
    mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return mapped
