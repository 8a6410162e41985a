"""Arrays computed once per machine: stored atomically, and verified whenever they are opened."""

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from grader.data.dataset import Dataset
from grader.model.errors import DataError

SUMS = "SHA256SUMS"
SIDE_PIXELS = 28
CLASSES = 10


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many images a data set has."""

    train: int
    test: int


def open_cached(
    name: str, folder: Path, counts: Counts, build: Callable[[], Mapping[str, NDArray[Any]]]
) -> Dataset:
    """The data set stored in `folder`; built first where it is missing, truncated or damaged.

    Several processes may do this at once: every file is put in place whole, and `build` must give the same
    arrays each time (`train_images`, `train_labels`, `test_images`, `test_labels`).

    Raises:
        DataError: what was built is not of the right shape, or the folder cannot be written.
    """
    if not _intact(folder, counts):
        _store(name, folder, build(), counts)
    paths = {part: str(_file(folder.absolute(), part)) for part in _layout(counts)}
    return Dataset(name=name, train_count=counts.train, test_count=counts.test, **paths)


def _layout(counts: Counts) -> dict[str, tuple[tuple[int, ...], np.dtype[Any]]]:
    images, labels = np.dtype(np.float32), np.dtype(np.int64)
    return {
        "train_images": ((counts.train, 1, SIDE_PIXELS, SIDE_PIXELS), images),
        "train_labels": ((counts.train,), labels),
        "test_images": ((counts.test, 1, SIDE_PIXELS, SIDE_PIXELS), images),
        "test_labels": ((counts.test,), labels),
    }


def _file(folder: Path, part: str) -> Path:
    return folder / f"{part}.npy"


def _intact(folder: Path, counts: Counts) -> bool:
    try:
        sums = (folder / SUMS).read_text("ascii")
        return sums == _sum_lines(folder, counts) and all(
            _fits(np.load(_file(folder, part), mmap_mode="r", allow_pickle=False), shape, dtype)
            for part, (shape, dtype) in _layout(counts).items()
        )
    except (OSError, ValueError, EOFError):
        return False


def _sum_lines(folder: Path, counts: Counts) -> str:
    lines = []
    for part in _layout(counts):
        with _file(folder, part).open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {part}.npy\n")
    return "".join(lines)


def _fits(array: NDArray[Any], shape: tuple[int, ...], dtype: np.dtype[Any]) -> bool:
    return array.shape == shape and array.dtype == dtype and array.flags.c_contiguous


def _store(name: str, folder: Path, arrays: Mapping[str, NDArray[Any]], counts: Counts) -> None:
    for part, (shape, dtype) in _layout(counts).items():
        if not _fits(arrays[part], shape, dtype):
            found = f"{arrays[part].dtype} of shape {arrays[part].shape}"
            raise DataError(f"{name}: {part} is {found}, not {dtype} of shape {shape}; get the data set anew")
    for part in ("train_labels", "test_labels"):
        if not ((arrays[part] >= 0) & (arrays[part] < CLASSES)).all():
            raise DataError(f"{name}: {part} has a label outside 0..{CLASSES - 1}; get the data set anew")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # The test labels lie here: nobody else's process has business in it.
        folder.chmod(0o700)
        for part in _layout(counts):
            save = functools.partial(np.save, arr=arrays[part], allow_pickle=False)
            replace_file(_file(folder, part), save)
        sums = _sum_lines(folder, counts).encode("ascii")
        replace_file(folder / SUMS, lambda file: file.write(sums))
    except OSError as error:
        raise DataError(
            f"{folder}: {name} cannot be stored: {error.strerror or error}; "
            "GRADER_CACHE can name a folder on a disk with room"
        ) from error


def replace_file(path: Path, write: Callable[[Any], object]) -> None:
    """Put a file in place whole: `write` is given a binary file, and no reader ever sees half of it."""
    handle, partial = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
