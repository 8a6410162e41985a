"""Batches in memory, as a student's loop sees them."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, linear
from torch.utils.data import DataLoader, TensorDataset

from grader.untrusted.batches import Batches, Images, UnmovedBatches, open_training_set
from grader.untrusted.opened import FILES


def numbered(count: int) -> Images:
    """Images whose first pixel and label are their number."""
    images = torch.zeros(count, 1, 28, 28)
    images[:, 0, 0, 0] = torch.arange(count)
    return Images(images, torch.arange(count))


def test_batches_are_those_of_a_data_loader() -> None:
    """Without shuffling every batch, the smaller last one too, is what torch's DataLoader gives."""
    ours = list(Batches(numbered(25), 10))
    data = numbered(25)
    theirs = list(DataLoader(TensorDataset(data.data, data.targets), batch_size=10))
    assert [type(batch) for batch in ours] == [type(batch) for batch in theirs]
    for (images, labels), (their_images, their_labels) in zip(ours, theirs, strict=True):
        assert torch.equal(images, their_images)
        assert torch.equal(labels, their_labels)
        assert (images.dtype, labels.dtype) == (their_images.dtype, their_labels.dtype)


@pytest.mark.parametrize(("count", "batches"), [(1, 1), (10, 1), (11, 2), (20, 2)])
def test_length_counts_batches(count: int, batches: int) -> None:
    """`len(loader)` counts batches, an incomplete one too, and `len(loader.dataset)` images."""
    loader = Batches(numbered(count), 10)
    assert (len(loader), len(list(loader)), len(loader.dataset), loader.batch_size) == (
        batches,
        batches,
        count,
        10,
    )


def test_shuffling_keeps_images_and_labels_together() -> None:
    """Every image comes once an epoch with its own label, in another order in the next epoch."""
    loader = Batches(numbered(50), 8, seed=3)
    epochs = [torch.cat([labels for _, labels in loader]).tolist() for _ in range(2)]
    assert all(torch.equal(images[:, 0, 0, 0].long(), labels) for images, labels in loader)
    assert sorted(epochs[0]) == sorted(epochs[1]) == list(range(50))
    assert epochs[0] != epochs[1] != list(range(50))


def test_the_seed_alone_decides_the_order() -> None:
    """Two loaders of one seed agree, whatever else draws from torch's generator in between."""
    first = torch.cat([labels for _, labels in Batches(numbered(50), 8, seed=3)])
    torch.rand(7)
    assert torch.equal(first, torch.cat([labels for _, labels in Batches(numbered(50), 8, seed=3)]))


@pytest.mark.parametrize("seed", [None, 1])
def test_batches_are_copies(seed: int | None) -> None:
    """A student who changes a batch, or an image, in place leaves the data as they were."""
    data = numbered(20)
    for images, labels in Batches(data, 10, seed):
        images.zero_()
        labels.zero_()
    data[3][0].zero_()
    assert torch.equal(data.targets, torch.arange(20))
    assert float(data.data.sum()) == sum(range(20))


def test_a_data_set_is_indexed_as_torchvision_does() -> None:
    """`dataset[i]` is an image of one channel and its label as an int."""
    image, label = numbered(5)[4]
    assert tuple(image.shape) == (1, 28, 28)
    assert (type(label), label) == (int, 4)


@pytest.fixture
def training_files(tmp_path: Path) -> Iterator[None]:
    """Two arrays opened read-only, as a worker finds them."""
    arrays = {"train_images": np.ones((6, 1, 28, 28), np.float32), "train_labels": np.arange(6)}
    for name, array in arrays.items():
        np.save(tmp_path / f"{name}.npy", array)
        FILES[name] = os.open(tmp_path / f"{name}.npy", os.O_RDONLY)
    yield
    for name in arrays:
        os.close(FILES.pop(name))


@pytest.mark.usefixtures("training_files")
def test_training_files_are_mapped_copy_on_write() -> None:
    """What is written into the mapped data is private: it can be opened again, unchanged."""
    first = open_training_set()
    first.data.zero_()
    again = open_training_set()
    assert float(again.data.mean()) == 1.0
    assert again.targets.tolist() == list(range(6))


def unmoved() -> tuple[torch.Tensor, torch.Tensor]:
    """One batch that was not moved."""
    images, labels = next(iter(UnmovedBatches(numbered(4), 4)))
    return images, labels


def test_unmoved_images_meet_no_weights() -> None:
    """Images that were not moved cannot be multiplied with the model's weights, even reshaped."""
    images, _ = unmoved()
    with pytest.raises(RuntimeError, match="same device"):
        linear(images.reshape(-1, 784), torch.zeros(10, 784))


def test_unmoved_labels_meet_no_logits() -> None:
    """Labels that were not moved can neither enter a loss nor be compared with predictions."""
    _, labels = unmoved()
    with pytest.raises(RuntimeError, match="same device"):
        cross_entropy(torch.zeros(4, 10), labels)
    with pytest.raises(RuntimeError, match="same device"):
        torch.zeros(4) == labels  # noqa: B015  (the comparison is what must fail)


@pytest.mark.parametrize("where", ["cpu", torch.device("cpu")])
def test_moved_tensors_are_plain(where: object) -> None:
    """After a move in any of `.to`'s forms the tensors are ordinary ones with the same values."""
    images, labels = (tensor.to(where) for tensor in unmoved())
    assert type(images) is type(labels) is torch.Tensor
    assert cross_entropy(linear(images.flatten(1), torch.zeros(10, 784)), labels % 10) > 0


def test_a_change_of_dtype_is_no_move() -> None:
    """`.to(torch.float64)` leaves a tensor where it is."""
    images, _ = unmoved()
    with pytest.raises(RuntimeError, match="same device"):
        images.to(torch.float64) + torch.ones(1, 1, 28, 28, dtype=torch.float64)


def test_sizes_may_be_asked_before_the_move() -> None:
    """Lengths, shapes and arithmetic within a batch need no move."""
    images, labels = unmoved()
    assert (len(labels), tuple(images.shape), labels.size(0), int((labels + labels).sum())) == (
        4,
        (4, 1, 28, 28),
        4,
        12,
    )
