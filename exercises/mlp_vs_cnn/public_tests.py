"""Quick checks of the exercise `mlp_vs_cnn`; the hidden tests ask more."""

import pytest
import torch


@pytest.mark.points(1)
def test_count_parameters(submission, laboratory):
    """The lecture's perceptron has 784·500 + 500 + 500·10 + 10 = 397,510 parameters."""
    count = submission.count_parameters(laboratory.lecture_mlp())
    assert type(count) is int, "count_parameters should return an int"
    assert count == 397_510, f"count_parameters returned {count:,}, expected 397,510"


@pytest.mark.points(1)
def test_layer_table(submission, laboratory):
    """The table of the lecture's perceptron has a row for each of its three layers."""
    table = submission.layer_table(laboratory.lecture_mlp(), (784,))
    assert isinstance(table, (list, tuple)), "layer_table should return a list of rows"
    for row in table:
        assert isinstance(row, (list, tuple)), "each row should be (type, output shape, parameters)"
        assert len(row) == 3, "each row should be (type, output shape, parameters)"
    rows = [(row[0], list(row[1]) if isinstance(row[1], (list, tuple)) else row[1], row[2]) for row in table]
    expected = [("Linear", [-1, 500], 392_500), ("ReLU", [-1, 500], 0), ("Linear", [-1, 10], 5_010)]
    assert rows == expected, f"layer_table returned {rows}, expected {expected}"


@pytest.mark.points(1)
def test_shifted(submission):
    """One pixel to the right: the first column becomes zero, and the last one leaves."""
    moved = submission.shifted(torch.tensor([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]]), 1, 0)
    assert isinstance(moved, torch.Tensor), "shifted should return a tensor"
    expected = [[[[0.0, 1.0, 2.0], [0.0, 4.0, 5.0]]]]
    assert moved.tolist() == expected, f"shifted by dx=1, dy=0 gave {moved.tolist()}, expected {expected}"


@pytest.mark.points(1)
def test_accuracies_are_shares(submission, laboratory):
    """Two shifts of six images give two floats from 0 to 1."""
    images, labels = torch.rand(6, 1, 28, 28), torch.arange(6)
    found = submission.accuracy_under_shift(laboratory.lecture_cnn(), images, labels, [(0, 0), (2, -1)])
    assert isinstance(found, (list, tuple)), "accuracy_under_shift should return a list"
    assert len(found) == 2, f"accuracy_under_shift returned {len(found)} numbers for 2 shifts"
    for one in found:
        assert type(one) is float, "each accuracy should be a float; .item() makes one of a tensor"
        assert 0.0 <= one <= 1.0, f"an accuracy is {one}, expected a share from 0 to 1"
