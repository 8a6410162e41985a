"""The embedded digits: enlarged exactly, split fairly, the same everywhere."""

import hashlib
from pathlib import Path

import numpy as np

from grader.data.digits import build_digits, enlarge, open_digits

# Measured once; a change of these is a change of everybody's scores and needs a new VERSION.
TEST_IMAGES_SHA256 = "f5a87b58fb476829715a17f97fe36692fb7889b4b8f3409a5e68118b840972cd"
TEST_LABELS_SHA256 = "3cfa7244417077af542908a67985534be148249afdd3e910203f0d7699e85dd6"


def test_same_bits_everywhere() -> None:
    """The arrays are the recorded ones, bit for bit, whatever the machine."""
    arrays = build_digits()
    assert hashlib.sha256(arrays["test_images"].tobytes()).hexdigest() == TEST_IMAGES_SHA256
    assert hashlib.sha256(arrays["test_labels"].tobytes()).hexdigest() == TEST_LABELS_SHA256


def test_split_is_fair() -> None:
    """The test part has 50 of every digit, and no image is both trained and tested with."""
    arrays = build_digits()
    assert np.bincount(arrays["test_labels"]).tolist() == [50] * 10
    assert len(arrays["train_labels"]) == 1297
    train = {image.tobytes() for image in arrays["train_images"]}
    assert not any(image.tobytes() in train for image in arrays["test_images"])


def test_enlargement_is_bilinear() -> None:
    """A lone pixel becomes a tent that falls off in thirds, in the right place, and the rest stays empty."""
    image = np.zeros((1, 8, 8), dtype=np.int64)
    image[0, 2, 5] = 16
    tent = np.outer([1, 2, 3, 2, 1], [1, 2, 3, 2, 1]) / 9
    expected = np.zeros((28, 28))
    expected[2 + 6 - 1 : 2 + 6 + 4, 2 + 15 - 1 : 2 + 15 + 4] = tent
    np.testing.assert_allclose(enlarge(image)[0, 0], expected, rtol=1e-6)


def test_flat_image_stays_flat() -> None:
    """An image of one grey keeps that grey up to its edges."""
    flat = enlarge(np.full((2, 8, 8), 16, dtype=np.int64))
    assert flat.shape == (2, 1, 28, 28)
    assert flat.dtype == np.float32
    assert (flat[:, :, 2:26, 2:26] == 1.0).all()
    assert flat.sum() == 2 * 24 * 24


def test_second_opening_computes_nothing(tmp_path: Path) -> None:
    """What one opening has stored the next one finds, without a word."""
    said: list[str] = []
    first = open_digits(tmp_path, said.append)
    assert len(said) == 1
    second = open_digits(tmp_path, said.append)
    assert len(said) == 1
    assert first == second
    assert (second.train_count, second.test_count) == (1297, 500)
