"""Opening by name: the one that was asked for, or none."""

from pathlib import Path

import pytest

from grader.data import open_dataset
from grader.model.errors import UsageError
from grader.settings import Settings


def test_unknown_name(tmp_path: Path) -> None:
    """A data set that does not exist is a usage error that lists those that do."""
    with pytest.raises(UsageError, match=r"'cifar'; --data takes mnist or digits"):
        open_dataset("cifar", Settings(cache=str(tmp_path)), notify=lambda _: None)


def test_digits_need_no_mnist(settings: Settings) -> None:
    """The digits open although no MNIST can be found, and only their training part is for workers."""
    dataset = open_dataset("digits", settings, data_root=Path("/nowhere"), notify=lambda _: None)
    assert dataset.name == "digits"
    assert {path.name for path in dataset.files.values()} == {"train_images.npy", "train_labels.npy"}
    assert dataset.test()[0].shape == (500, 1, 28, 28)
