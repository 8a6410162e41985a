"""MNIST through torchvision: from a folder the user names, from the cache, or downloaded into it."""

import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from grader.data.cache import Counts, open_cached
from grader.data.dataset import Dataset
from grader.data.download import download_mnist, mnist_class
from grader.model.errors import DataError

COUNTS = Counts(train=60_000, test=10_000)
VERSION = 1
OTHERWISE = (
    "name the folder that contains MNIST/raw with --data-root or GRADER_DATA_ROOT, or ask for --data digits"
)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One of the four files: the MD5 of `<name>.gz` is torchvision's, the SHA-256 is of the file unpacked."""

    name: str
    md5: str
    sha256: str


PARTS = (
    Part(
        name="train-images-idx3-ubyte",
        md5="f68b3c2dcbeaaa9fbdd348bbdeb94873",
        sha256="ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    Part(
        name="train-labels-idx1-ubyte",
        md5="d53e105ee54ea40749a09fcbcd1e9432",
        sha256="65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    Part(
        name="t10k-images-idx3-ubyte",
        md5="9fb629c4189551a2d022fa330f9573f3",
        sha256="0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    Part(
        name="t10k-labels-idx1-ubyte",
        md5="ec29112dd5afa0611ce80d1b7f02629c",
        sha256="ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)


def open_mnist(
    cache: Path, root: Path | None, mirrors: Sequence[str], notify: Callable[[str], None]
) -> Dataset:
    """MNIST's 60,000 and 10,000 images.

    Args:
        cache: the per-user cache; everything that is written is written there.
        root: a torchvision root that the user named; it is only read, and must hold MNIST.
        mirrors: where to download from, in order; empty means torchvision's own list.
        notify: told before anything that takes seconds.

    Raises:
        DataError: the root has no MNIST or a damaged one; nothing could be downloaded or stored.
    """
    named = None if root is None else find_parts(root.expanduser())

    def build() -> dict[str, NDArray[Any]]:
        files = named or _own_parts(cache, mirrors, notify)
        notify("preparing MNIST")
        return _read(files, cache)

    return open_cached("mnist", cache / f"mnist-{VERSION}", COUNTS, build)


def find_parts(root: Path, parts: Sequence[Part] = PARTS) -> dict[str, Path]:
    """Each part's name to the file under `root/MNIST/raw` that is it, unpacked or not.

    Raises:
        DataError: a part is not there, or only with other bytes than MNIST's.
    """
    raw = root / "MNIST" / "raw"
    found = {part.name: _find_part(raw, part) for part in parts}
    missing = [name for name, path in found.items() if path is None]
    if missing:
        raise DataError(
            f"{root} holds no MNIST: MNIST/raw/{missing[0]}[.gz] is not there"
            f"{f' (nor {len(missing) - 1} more)' if len(missing) > 1 else ''}; {OTHERWISE}"
        )
    return {name: path for name, path in found.items() if path is not None}


def _find_part(raw: Path, part: Part) -> Path | None:
    damaged = None
    for path, algorithm, expected in (
        (raw / part.name, "sha256", part.sha256),
        (raw / f"{part.name}.gz", "md5", part.md5),
    ):
        try:
            with path.open("rb") as file:
                # MD5 is the sum that MNIST's files are published with; it detects damage, not malice.
                found = hashlib.file_digest(file, algorithm).hexdigest()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise DataError(f"{path} cannot be read: {error.strerror or error}; {OTHERWISE}") from error
        if found == expected:
            return path
        damaged = f"{path} is not MNIST's: its {algorithm} is {found}, not {expected}"
    if damaged is not None:
        raise DataError(f"{damaged}; replace it, or {OTHERWISE}")
    return None


def _own_parts(cache: Path, mirrors: Sequence[str], notify: Callable[[str], None]) -> dict[str, Path]:
    root = cache / "torchvision"
    try:
        return find_parts(root)
    except DataError:
        download_mnist(root, mirrors, notify)
        return find_parts(root)


def _read(files: Mapping[str, Path], cache: Path) -> dict[str, NDArray[Any]]:
    # torchvision reads unpacked files only, and the user's folder is not ours to unpack into.
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="unpacked-", dir=cache) as folder:
            raw = Path(folder) / "MNIST" / "raw"
            raw.mkdir(parents=True)
            for name, path in files.items():
                unpack(path, raw / name)
            train_images, train_labels = read_part(Path(folder), train=True)
            test_images, test_labels = read_part(Path(folder), train=False)
    except OSError as error:
        raise DataError(f"MNIST cannot be unpacked into {cache}: {error.strerror or error}") from error
    return {
        "train_images": train_images,
        "train_labels": train_labels,
        "test_images": test_images,
        "test_labels": test_labels,
    }


def unpack(source: Path, target: Path) -> None:
    """Copy `source` to `target`, unpacked if its name ends in `.gz`."""
    if source.suffix != ".gz":
        shutil.copyfile(source, target)
        return
    with gzip.open(source, "rb") as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file, 1024 * 1024)


def read_part(root: Path, *, train: bool) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """What torchvision reads under `root`: images (N, 1, rows, columns) in [0, 1] and labels (N,).

    Dividing by 255 is all that `ToTensor` does to a grey image, here for all images at once.
    """
    loaded = mnist_class()(str(root), train=train)
    images = loaded.data.numpy().astype(np.float32) / np.float32(255)
    return images[:, np.newaxis], loaded.targets.numpy().astype(np.int64)
