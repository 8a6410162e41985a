"""MNIST: read through torchvision, verified against its checksums, never looked for elsewhere when named."""

import gzip
import hashlib
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from torchvision import datasets, transforms

from grader.data import open_dataset
from grader.data.mnist import PARTS, Part, find_parts, read_part, unpack
from grader.model.errors import DataError
from grader.settings import Settings


def _idx(array: NDArray[np.uint8]) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


def _small_root(root: Path, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Path:
    raw = root / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for part in ("train", "t10k"):
        (raw / f"{part}-images-idx3-ubyte").write_bytes(_idx(images))
        (raw / f"{part}-labels-idx1-ubyte").write_bytes(_idx(labels))
    return root


def test_sums_are_torchvisions() -> None:
    """The MD5 sums are the ones that torchvision's downloader checks."""
    assert [(f"{part.name}.gz", part.md5) for part in PARTS] == datasets.MNIST.resources


def test_pixels_are_what_totensor_gives(tmp_path: Path) -> None:
    """Every one of the 256 greys becomes, bit for bit, what torchvision's ToTensor makes of it."""
    greys = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    images, labels = read_part(_small_root(tmp_path, greys, np.array([3], dtype=np.uint8)), train=True)
    expected = transforms.ToTensor()(Image.fromarray(greys[0]))
    assert torch.equal(torch.from_numpy(images[0]), expected)
    assert labels.tolist() == [3]
    assert labels.dtype == np.int64


def test_files_of_older_torchvisions_are_not_read(tmp_path: Path) -> None:
    """A `processed` folder beside the raw files, whose contents have no checksum, changes nothing."""
    greys = np.zeros((1, 28, 28), dtype=np.uint8)
    root = _small_root(tmp_path, greys, np.array([3], dtype=np.uint8))
    parts = [
        Part(name=path.name, md5="", sha256=hashlib.sha256(path.read_bytes()).hexdigest())
        for path in (root / "MNIST" / "raw").iterdir()
    ]
    (root / "MNIST" / "processed").mkdir()
    for name in ("training.pt", "test.pt"):
        torch.save((torch.ones(1, 28, 28), torch.tensor([9])), root / "MNIST" / "processed" / name)
    found = find_parts(root, parts)
    assert {path.parent.name for path in found.values()} == {"raw"}


def test_packed_and_unpacked_parts_are_found(tmp_path: Path) -> None:
    """A part counts whether it lies there unpacked or as .gz, and unpacks to the same bytes."""
    content = b"some bytes" * 1000
    packed = gzip.compress(content)
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    part = Part(name="a", md5=hashlib.md5(packed).hexdigest(), sha256=hashlib.sha256(content).hexdigest())  # noqa: S324  (MNIST's own sum)
    (raw / "a.gz").write_bytes(packed)
    assert find_parts(tmp_path, [part]) == {"a": raw / "a.gz"}
    unpack(raw / "a.gz", raw / "a")
    assert (raw / "a").read_bytes() == content
    assert find_parts(tmp_path, [part]) == {"a": raw / "a"}


def test_good_archive_beside_a_damaged_file(tmp_path: Path) -> None:
    """An unpacked file that is damaged is passed over where the .gz beside it is right."""
    content = b"right"
    packed = gzip.compress(content)
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    part = Part(name="a", md5=hashlib.md5(packed).hexdigest(), sha256=hashlib.sha256(content).hexdigest())  # noqa: S324  (MNIST's own sum)
    (raw / "a").write_bytes(b"wrong")
    (raw / "a.gz").write_bytes(packed)
    assert find_parts(tmp_path, [part]) == {"a": raw / "a.gz"}


def test_root_without_mnist(tmp_path: Path) -> None:
    """A named root without MNIST stops with the root, what was looked for and both ways out."""
    settings = Settings(
        cache=str(tmp_path / "cache"), data_root=str(tmp_path / "empty"), mirrors=("http://127.0.0.1:9",)
    )
    with pytest.raises(DataError) as caught:
        open_dataset("mnist", settings, notify=lambda _: None)
    message = str(caught.value)
    assert f"{tmp_path / 'empty'} holds no MNIST" in message
    assert "MNIST/raw/train-images-idx3-ubyte[.gz] is not there" in message
    assert "--data-root or GRADER_DATA_ROOT" in message
    assert "--data digits" in message
    assert not (tmp_path / "cache").exists()


def test_argument_comes_before_setting(tmp_path: Path) -> None:
    """A data root given as an argument is used instead of the one in the settings."""
    settings = Settings(cache=str(tmp_path / "cache"), data_root=str(tmp_path / "setting"))
    with pytest.raises(DataError, match="argument holds no MNIST"):
        open_dataset("mnist", settings, data_root=tmp_path / "argument", notify=lambda _: None)


def test_other_data_is_not_mnist(tmp_path: Path) -> None:
    """A named root with well-formed files that are not MNIST's is refused, with the sums."""
    root = _small_root(tmp_path, np.zeros((2, 28, 28), dtype=np.uint8), np.zeros(2, dtype=np.uint8))
    with pytest.raises(
        DataError, match=r"train-images-idx3-ubyte is not MNIST's: its sha256 is .* not ba8910"
    ):
        open_dataset("mnist", Settings(cache=str(tmp_path / "c")), data_root=root, notify=lambda _: None)


@pytest.mark.mnist
def test_read_only_root_is_left_alone(mnist_root: Path, settings: Settings) -> None:
    """The real MNIST opens from a named root, all 70,000 images, and nothing is written into the root."""
    before = sorted(path.name for path in (mnist_root / "MNIST" / "raw").iterdir())
    dataset = open_dataset("mnist", settings, data_root=mnist_root, notify=lambda _: None)
    assert sorted(path.name for path in (mnist_root / "MNIST" / "raw").iterdir()) == before
    images, labels = dataset.test()
    assert images.shape == (10_000, 1, 28, 28)
    assert np.bincount(labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert dataset.train()[0].shape == (60_000, 1, 28, 28)
    assert round(float(dataset.train()[0].mean(dtype=np.float64)), 4) == 0.1307
    assert set(dataset.files) == {"train_images", "train_labels"}


@pytest.mark.mnist
def test_cached_mnist_needs_no_torchvision(mnist_root: Path, settings: Settings) -> None:
    """Once stored, MNIST opens without importing torch or torchvision again."""
    open_dataset("mnist", settings, data_root=mnist_root, notify=lambda _: None)
    program = (
        "import sys; from grader.data import open_dataset; from grader.settings import Settings\n"
        "open_dataset('mnist', Settings(cache=sys.argv[1]), notify=print)\n"
        "print('torch' in sys.modules)"
    )
    command = [sys.executable, "-c", program, settings.cache]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
