"""Stored arrays: verified when opened, rebuilt when damaged, whole at every moment."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.data.cache import Counts, open_cached
from grader.model.errors import DataError

COUNTS = Counts(train=5, test=3)


class Builder:
    """Builds small arrays and counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, NDArray[Any]]:
        """Five images to train with and three to test with."""
        self.times += 1
        return {
            "train_images": np.arange(5 * 784, dtype=np.float32).reshape(5, 1, 28, 28),
            "train_labels": np.arange(5, dtype=np.int64),
            "test_images": np.ones((3, 1, 28, 28), dtype=np.float32),
            "test_labels": np.array([7, 8, 9], dtype=np.int64),
        }


def test_arrays_come_back(tmp_path: Path) -> None:
    """What was built is what the data set maps, read-only."""
    dataset = open_cached("small", tmp_path / "small", COUNTS, Builder())
    images, labels = dataset.train()
    assert images.sum() == sum(range(5 * 784))
    assert labels.tolist() == [0, 1, 2, 3, 4]
    assert dataset.test()[1].tolist() == [7, 8, 9]
    assert isinstance(images, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        images[0] = 0


def test_intact_arrays_are_not_built_again(tmp_path: Path) -> None:
    """An intact folder is used as it is."""
    build = Builder()
    for _ in range(3):
        open_cached("small", tmp_path / "small", COUNTS, build)
    assert build.times == 1


def _truncate(folder: Path) -> None:
    with (folder / "train_images.npy").open("r+b") as file:
        file.truncate(1000)


def _flip_a_bit(folder: Path) -> None:
    path = folder / "test_labels.npy"
    data = bytearray(path.read_bytes())
    data[-8] ^= 1
    path.write_bytes(data)


def _remove(folder: Path) -> None:
    (folder / "test_images.npy").unlink()


def _lose_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()


def _spoil_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").write_bytes(b"\xff\x00")


def _empty(folder: Path) -> None:
    (folder / "train_labels.npy").write_bytes(b"")


@pytest.mark.parametrize("damage", [_truncate, _flip_a_bit, _remove, _lose_sums, _spoil_sums, _empty])
def test_damage_is_repaired(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """Whatever happened to the files, the next opening builds them anew instead of trusting them."""
    build = Builder()
    open_cached("small", tmp_path / "small", COUNTS, build)
    damage(tmp_path / "small")
    dataset = open_cached("small", tmp_path / "small", COUNTS, build)
    assert build.times == 2
    assert dataset.test()[1].tolist() == [7, 8, 9]
    assert dataset.train()[0].sum() == sum(range(5 * 784))


def test_other_counts_are_not_trusted(tmp_path: Path) -> None:
    """A folder whose sums are right but whose arrays have another shape is refused, not used."""
    open_cached("small", tmp_path / "small", COUNTS, Builder())
    with pytest.raises(
        DataError, match=r"train_images is float32 of shape \(5, 1, 28, 28\), not .*\(6, 1, 28, 28\)"
    ):
        open_cached("small", tmp_path / "small", Counts(train=6, test=3), Builder())


def test_impossible_label_is_refused(tmp_path: Path) -> None:
    """A label outside 0..9 is not stored."""
    arrays = Builder()()
    arrays["test_labels"] = np.array([7, 8, 10], dtype=np.int64)
    with pytest.raises(DataError, match=r"test_labels has a label outside 0\.\.9"):
        open_cached("small", tmp_path / "small", COUNTS, lambda: arrays)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_labels_are_private(tmp_path: Path) -> None:
    """Nobody but the owner can enter the folder or read its files."""
    open_cached("small", tmp_path / "deep" / "small", COUNTS, Builder())
    folder = tmp_path / "deep" / "small"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


def test_unwritable_cache_says_so(tmp_path: Path) -> None:
    """Where the cache cannot be made the error names it and the setting that moves it."""
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(DataError, match=r"taken.*cannot be stored.*GRADER_CACHE"):
        open_cached("small", tmp_path / "taken" / "small", COUNTS, Builder())


def test_no_partial_file_stays(tmp_path: Path) -> None:
    """After storing there are the five files and nothing else."""
    open_cached("small", tmp_path / "small", COUNTS, Builder())
    names = sorted(path.name for path in (tmp_path / "small").iterdir())
    assert names == [
        "SHA256SUMS",
        "test_images.npy",
        "test_labels.npy",
        "train_images.npy",
        "train_labels.npy",
    ]


def test_several_processes_at_once(tmp_path: Path) -> None:
    """Processes that build the same data set at the same moment all end with an intact one."""
    program = (
        "import sys; from pathlib import Path; from grader.data.digits import open_digits\n"
        "sys.stdin.read(); print(open_digits(Path(sys.argv[1]), lambda line: None).test()[1].sum())"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
    outputs = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert outputs == ["2250"] * 3
