"""Layers with known weights, and what they compute."""

import random

import pytest
import torch
from torch import nn

from grader.judging.example import compute_example, random_input


def strided(k: int, s: int, inputs: int, outputs: int) -> nn.Module:
    """A layer of torch's."""
    return nn.Conv2d(inputs, outputs, k, stride=s)


def test_an_example_is_what_its_layer_computes() -> None:
    """Both outputs are the layer's own, of inputs of the size that the case has and of a wider one."""
    example = compute_example(strided, (7, 3, 2), (2, 4), 3, 11)
    assert example.numbers == (3, 2)
    assert example.x.shape == (2, 2, 7, 7)
    assert example.wide.shape == (2, 2, 7, 10)
    with torch.no_grad():
        assert torch.equal(example.layer(example.x), example.output)
        assert torch.equal(example.layer(example.wide), example.wide_output)
    assert example.output.shape == (2, 4, 3, 3)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_seed_gives_the_same_example(seed: int) -> None:
    """Weights and inputs hang on the seed alone, and torch's own generator is left as it was."""
    torch.manual_seed(5)
    state = torch.get_rng_state()
    first = compute_example(strided, (7, 3, 2), (2, 4), 1, seed)
    assert torch.equal(torch.get_rng_state(), state)
    compute_example.cache_clear()
    torch.manual_seed(6)
    again = compute_example(strided, (7, 3, 2), (2, 4), 1, seed)
    assert torch.equal(first.output, again.output)
    assert not torch.equal(first.output, compute_example(strided, (7, 3, 2), (2, 4), 1, seed + 7).output)


def test_an_input_may_be_wider_than_high() -> None:
    """Its width is its size where no other is given."""
    rng = random.Random(3)
    assert random_input(rng, 2, 3, 4).shape == (2, 3, 4, 4)
    assert random_input(rng, 2, 3, 4, 6).shape == (2, 3, 4, 6)
