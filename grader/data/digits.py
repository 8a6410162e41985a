"""The digits that scikit-learn embeds: real handwriting, 8 by 8 in 17 greys, enlarged to 28 by 28."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.data.cache import CLASSES, Counts, open_cached
from grader.data.dataset import Dataset

COUNTS = Counts(train=1297, test=500)
VERSION = 1

_SCALE = 3  # 8 → 24 pixels, and a margin of 2 on every side, so that a digit can be moved by two pixels
_MARGIN_PIXELS = 2
_GREYS = 16


def open_digits(cache: Path, notify: Callable[[str], None]) -> Dataset:
    """The digits, 1,297 to train with and 500 to test with, 50 of each class; the same ones everywhere.

    Raises:
        DataError: the cache cannot be written.
    """

    def build() -> dict[str, NDArray[Any]]:
        notify("preparing scikit-learn's digits")
        return build_digits()

    return open_cached("digits", cache / f"digits-{VERSION}", COUNTS, build)


def build_digits() -> dict[str, NDArray[Any]]:
    """The four arrays, enlarged and split."""
    from sklearn.datasets import load_digits  # noqa: PLC0415  (takes a second, and is needed once per machine)

    bunch = load_digits()
    images = enlarge(bunch.data.reshape(-1, 8, 8).astype(np.int64))
    labels = bunch.target.astype(np.int64)
    train, test = split(bunch.data.astype(np.uint8), labels)
    return {
        "train_images": images[train],
        "train_labels": labels[train],
        "test_images": images[test],
        "test_labels": labels[test],
    }


def enlarge(images: NDArray[np.int64]) -> NDArray[np.float32]:
    """Bilinear enlargement of (N, 8, 8) greys in 0..16 to float32 (N, 1, 28, 28) in [0, 1].

    The sums are of integers (thirds times thirds are ninths), with one division at the end, so that every
    machine gets the same bits.
    """
    wide = _stretch(_stretch(images, axis=1), axis=2)
    margin = (_MARGIN_PIXELS, _MARGIN_PIXELS)
    framed = np.pad(wide, ((0, 0), margin, margin))
    scaled = framed.astype(np.float32) / np.float32(_GREYS * _SCALE**2)
    return np.ascontiguousarray(scaled[:, np.newaxis])


def _stretch(images: NDArray[np.int64], axis: int) -> NDArray[np.int64]:
    # Three times as long: a new pixel's centre lies a third before, on, or a third behind an old one's.
    ends = [(1, 1) if one == axis else (0, 0) for one in range(images.ndim)]
    padded = np.pad(images, ends, mode="edge")
    length = images.shape[axis]
    before, here, behind = (padded.take(range(at, at + length), axis=axis) for at in range(3))
    thirds = np.stack([before + 2 * here, 3 * here, 2 * here + behind], axis=axis + 1)
    shape = [length * _SCALE if one == axis else size for one, size in enumerate(images.shape)]
    return thirds.reshape(shape)


def split(images: NDArray[np.uint8], labels: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The indices to train and to test with, the test part with equally many of each class.

    The order is that of the images' SHA-256: as good as a shuffled one, and it depends on no random generator
    of a library that may change.
    """
    digests = [hashlib.sha256(image.tobytes()).digest() for image in images]
    order = sorted(range(len(images)), key=lambda index: (digests[index], index))
    each = COUNTS.test // CLASSES
    test = [
        index
        for digit in range(CLASSES)
        for index in [index for index in order if labels[index] == digit][:each]
    ]
    chosen = set(test)
    train = [index for index in order if index not in chosen]
    test.sort(key=lambda index: (digests[index], index))
    return np.array(train, dtype=np.intp), np.array(test, dtype=np.intp)
