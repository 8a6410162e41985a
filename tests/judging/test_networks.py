"""The reference networks: their size, their training, their cache, and how they are shown moved images."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from grader.data import Dataset, open_dataset
from grader.judging.networks import (
    HELD_OUT,
    SCHEDULES,
    Schedule,
    accuracy,
    make_cnn,
    make_mlp,
    shift,
    train_network,
    trained_references,
)
from grader.settings import Settings
from grader.untrusted import laboratory

SHORT = Schedule(images=100, epochs=1, batch_size=50, lr=0.002)


@pytest.fixture
def digits(settings: Settings, tmp_path: Path) -> Dataset:
    """The digits, in a folder of this test's own."""
    dataset = open_dataset("digits", settings, notify=lambda _: None)
    parts = ("train_images", "train_labels", "test_images", "test_labels")
    copies = {part: shutil.copy(getattr(dataset, part), tmp_path) for part in parts}
    return msgspec.structs.replace(dataset, **copies)


def weights(model: nn.Module) -> torch.Tensor:
    """All its parameters, one after the other."""
    return nn.utils.parameters_to_vector(model.parameters()).detach()


def moved_by_hand(images: torch.Tensor, dx: int, dy: int) -> torch.Tensor:
    """Pixel by pixel: each comes from dy rows above and dx columns to the left, or is zero."""
    height, width = images.shape[-2:]
    moved = torch.zeros_like(images)
    for row in range(height):
        for column in range(width):
            if 0 <= row - dy < height and 0 <= column - dx < width:
                moved[..., row, column] = images[..., row - dy, column - dx]
    return moved


@given(st.integers(1, 5), st.integers(1, 5), st.integers(-7, 7), st.integers(-7, 7))
def test_images_move_as_pixel_by_pixel(height: int, width: int, dx: int, dy: int) -> None:
    """Whatever the sizes and the shift, each pixel comes from where it should, and the argument stays."""
    images = torch.arange(1.0, 2 * height * width + 1).reshape(2, 1, height, width)
    before = images.clone()
    assert torch.equal(shift(images, dx, dy), moved_by_hand(images, dx, dy))
    assert torch.equal(images, before)


def test_accuracy_counts_every_image() -> None:
    """The accuracy is over all images, with a last batch smaller than the others."""
    images = torch.rand(2300, 10)
    labels = images.argmax(dim=1)
    labels[-23:] = (labels[-23:] + 1) % 10
    assert accuracy(nn.Identity(), images, labels) == pytest.approx(1 - 23 / 2300)


@pytest.mark.parametrize(
    ("make", "twin", "parameters"),
    [(make_mlp, laboratory.lecture_mlp, 397_510), (make_cnn, laboratory.lecture_cnn, 28_938)],
)
def test_the_worker_has_the_same_network(
    make: Callable[[], nn.Module], twin: Callable[[], nn.Module], parameters: int
) -> None:
    """With the same weights in the same order, a network here and its twin there give the same logits."""
    here, there = make(), twin()
    laboratory.load_parameters(there, [parameter.detach() for parameter in here.parameters()])
    images = torch.rand(3, 1, 28, 28)
    assert sum(parameter.numel() for parameter in here.parameters()) == parameters
    assert torch.allclose(laboratory.predict(there, images, 2, torch.device("cpu")), here(images), atol=1e-5)


def test_a_second_job_finds_them_trained(digits: Dataset, tmp_path: Path) -> None:
    """What was stored is what the next job gets, in evaluation mode; it does not train anew."""
    first = trained_references(digits, SHORT)
    (stored,) = tmp_path.glob("references-*")
    second = trained_references(digits, SHORT)
    for one, other in ((first.mlp, second.mlp), (first.cnn, second.cnn)):
        assert torch.equal(weights(one), weights(other))
        assert not other.training
    zeros = bytes(4 * (397_510 + 28_938))
    stored.write_bytes(hashlib.sha256(zeros).digest() + zeros)
    assert not weights(trained_references(digits, SHORT).cnn).any()


@pytest.mark.parametrize("damage", ["truncated", "changed", "empty"])
def test_what_is_damaged_is_trained_anew(digits: Dataset, tmp_path: Path, damage: str) -> None:
    """A stored file that is not whole, or of which a bit is wrong, is replaced by a right one."""
    first = trained_references(digits, SHORT)
    (stored,) = tmp_path.glob("references-*")
    whole = stored.read_bytes()
    bad = {"truncated": whole[:-4], "changed": whole[:-1] + bytes([whole[-1] ^ 1]), "empty": b""}[damage]
    stored.write_bytes(bad)
    assert torch.equal(weights(trained_references(digits, SHORT).cnn), weights(first.cnn))
    assert stored.read_bytes() == whole


def test_other_circumstances_are_another_matter(digits: Dataset, tmp_path: Path) -> None:
    """What was trained on some images, or in some way, does not stand for others."""
    trained_references(digits, SHORT)
    trained_references(digits, msgspec.structs.replace(SHORT, lr=0.003))
    images, _ = digits.train()
    np.save(digits.train_images, 1 - np.array(images))
    trained_references(digits, SHORT)
    assert len(list(tmp_path.glob("references-*"))) == 3


def test_what_cannot_be_stored_is_trained_all_the_same(digits: Dataset, tmp_path: Path) -> None:
    """Where the file cannot be written, a job gets the same networks, and leaves nothing behind."""
    first = trained_references(digits, SHORT)
    (stored,) = tmp_path.glob("references-*")
    stored.unlink()
    stored.mkdir()
    assert torch.equal(weights(trained_references(digits, SHORT).mlp), weights(first.mlp))
    assert {path.name for path in tmp_path.iterdir() if path.suffix != ".npy"} == {stored.name}


def test_the_images_to_show_are_unseen_ones(digits: Dataset) -> None:
    """A worker is shown training images behind the last one that the networks were trained on."""
    references = trained_references(digits, SHORT)
    images, labels = digits.train()
    assert np.array_equal(references.images.numpy(), images[100:500])
    assert np.array_equal(references.labels.numpy(), labels[100:500])


def test_training_is_the_seeds(digits: Dataset) -> None:
    """One seed gives one network, another another; generators and threads here are as they were before."""
    images, labels = (torch.from_numpy(np.array(part)) for part in digits.train())
    torch.manual_seed(5)
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    one, same, other = (weights(train_network(make_mlp, images, labels, SHORT, seed)) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == threads


@pytest.mark.parametrize("name", ["mnist", "digits"])
def test_what_a_worker_may_be_told_was_not_trained_on(name: str) -> None:
    """Training images and held-out images do not overlap, and together fit into the training set."""
    whole = {"mnist": 60_000, "digits": 1_297}[name]
    assert SCHEDULES[name].images + HELD_OUT[name] <= whole
