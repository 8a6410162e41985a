"""Generators that a hidden test may draw from."""

import random

import numpy as np
import torch

from grader.judging.draws import draw_anew


def drawn() -> list[float]:
    """One number of each of the process's generators."""
    return [random.random(), float(np.random.rand()), torch.rand(1).item()]  # noqa: NPY002  (what is tested)


def test_a_name_is_a_beginning() -> None:
    """All three draw the same after the same name, and something else after another or later on."""
    draw_anew("0 mlp test_output")
    first, later = drawn(), drawn()
    draw_anew("0 mlp test_shape")
    other = drawn()
    draw_anew("0 mlp test_output")
    assert drawn() == first
    assert not set(first) & {*later, *other}
