"""Quick checks of the exercise `cnn`; the hidden tests ask more."""

import pytest
import torch

from grader.judging.expect import expect_object


@pytest.mark.points(1)
def test_outputs(submission):
    """Three images give the pair of logits (3, 10) and features (3, 1568)."""
    pair = expect_object(submission.CNN(), what="CNN()")(torch.rand(3, 1, 28, 28))
    assert isinstance(pair, tuple), "the network should return the tuple (logits, features)"
    assert len(pair) == 2, f"the network returned {len(pair)} values, expected (logits, features)"
    for tensor, shape in zip(pair, [(3, 10), (3, 1568)], strict=True):
        assert isinstance(tensor, torch.Tensor), "logits and features should be tensors"
        assert tuple(tensor.shape) == shape, f"got shape {tuple(tensor.shape)}, expected {shape}"


@pytest.mark.points(1)
def test_parameter_count(submission, laboratory, record_property):
    """The layers have 416, 12,832 and 15,690 parameters, together 28,938."""
    model = expect_object(submission.CNN(), what="CNN()")
    record_property("feedback", laboratory.summary(model, (1, 28, 28)))
    count = laboratory.parameter_count(model)
    assert count == 28_938, f"the network has {count:,} parameters, expected 28,938"


@pytest.mark.points(1)
def test_evaluate_is_a_share(submission, session):
    """The accuracy of an untrained network on six images is a float from 0 to 1."""
    data = session.module("torch.utils.data")
    loader = data.DataLoader(data.TensorDataset(torch.rand(6, 1, 28, 28), torch.arange(6)), batch_size=4)
    model = expect_object(submission.CNN(), what="CNN()")
    accuracy = submission.evaluate(model, loader, torch.device("cpu"))
    assert type(accuracy) is float, "evaluate should return a float; .item() makes one of a tensor"
    assert 0.0 <= accuracy <= 1.0, f"evaluate returned {accuracy}, expected a share from 0 to 1"
