"""Tables of layers: the truth, what is accepted, and what is said about the rest."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from grader.judging.rows import expect_rows, random_network, rows_of

RIGHT = [
    ("Conv2d", [-1, 2, 5, 5], 20),
    ("ReLU", [-1, 2, 5, 5], 0),
    ("Linear", [-1, 3], 153),
    ("ReLU", [-1, 3], 0),
]


def test_lists_and_tuples_are_alike() -> None:
    """Rows may be lists, and shapes tuples."""
    expect_rows(tuple([kind, tuple(shape), count] for kind, shape, count in RIGHT), RIGHT, case="layer_table")


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**31))
def test_a_seed_is_a_network(seed: int) -> None:
    """The layers drawn fit each other, run as the network does, and are drawn again by the same seed."""
    model, size, layers = random_network(nn, seed)
    _, _, again = random_network(nn, seed)
    rows = rows_of(layers, size)
    assert rows == rows_of(again, size)
    assert model.eval()(torch.zeros(1, *size)).shape[1:] == tuple(rows[-1][1][1:])
    assert [kind for kind, _, _ in rows].count("ReLU") == 2
    total = sum(parameter.numel() for parameter in model.parameters())
    assert sum(count for _, _, count in rows) == total


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "expected a list of rows"),
        ([("Conv2d", [-1, 2, 5, 5])], r"row 1 of layer_table is .*expected \(type, output shape, "),
        ([(nn.Conv2d.__mro__, [-1], 1)], "expected the name of a type"),
        ([("Conv2d", [-1, 2.0], 1)], "expected a list of ints"),
        ([("Conv2d", [-1, 2], torch.tensor(1))], "ends with a tensor of shape .*expected an int"),
        ([], "rows for nothing; expected Conv2d"),
        ([RIGHT[0], RIGHT[2]], "layers without parameters have rows too"),
        ([*RIGHT[:3]], "one that runs twice has two"),
        ([*RIGHT[:2], ("Sequential", [-1, 2, 5, 5], 20), *RIGHT[2:]], "only layers have rows"),
        ([("Conv2d", [2, 5, 5], 20), *RIGHT[1:]], "-1, for the number of samples, comes first"),
        ([("Conv2d", [2, 2, 5, 5], 20), *RIGHT[1:]], "-1 stands for the number of samples"),
        ([("Conv2d", [-1, 2, 5, 5], 18), *RIGHT[1:]], r"expected \('Conv2d', \[-1, 2, 5, 5\], 20\)"),
        ([("Conv2d", [-1, 2, 5, 5], 10**6000), *RIGHT[1:]], "row 1 of layer_table"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(value: object, said: str) -> None:
    """A message names the row, and the probable mistake where it can."""
    with pytest.raises(AssertionError, match=said):
        expect_rows(value, RIGHT, case="layer_table")
