"""Quick checks of the exercise `mlp`; the hidden tests ask more."""

import math

import pytest
import torch

from grader.judging.expect import expect_object


@pytest.mark.points(1)
def test_output_shape(submission):
    """Three flattened images give logits of shape (3, 10)."""
    network = expect_object(submission.NeuralNet(784, 500, 10), what="NeuralNet(784, 500, 10)")
    logits = network(torch.rand(3, 784))
    assert isinstance(logits, torch.Tensor), "the network should return a tensor"
    assert tuple(logits.shape) == (3, 10), f"three images gave shape {tuple(logits.shape)}, expected (3, 10)"


@pytest.mark.points(1)
def test_parameter_count(submission, laboratory, record_property):
    """The layers have 784·500, 500, 500·10 and 10 parameters, together 397,510."""
    model = expect_object(submission.NeuralNet(), what="NeuralNet()")
    record_property("feedback", laboratory.summary(model, (784,)))
    count = laboratory.parameter_count(model)
    assert count == 397_510, f"the network has {count:,} parameters, expected 397,510"


@pytest.mark.points(1)
def test_train_epoch_returns_the_mean_loss(submission, session):
    """With ten equal logits the loss of every sample is ln 10, and so is their mean."""
    nn = session.module("torch.nn")
    model = indifferent(nn)
    optimizer = session.module("torch.optim").SGD(model.parameters(), lr=0.0)
    loader = batches_of_four(session, torch.tensor([0, 1, 2, 3, 4, 5]))
    loss = submission.train_epoch(model, loader, nn.CrossEntropyLoss(), optimizer, torch.device("cpu"))
    assert type(loss) is float, "train_epoch should return a float; .item() makes one of a tensor"
    assert math.isclose(loss, math.log(10), rel_tol=1e-4), (
        f"train_epoch returned {loss:.4f}, expected ln 10 = 2.3026"
    )


@pytest.mark.points(1)
def test_evaluate_counts_every_sample(submission, session):
    """A model that always answers 0 is right for three of six samples."""
    loader = batches_of_four(session, torch.tensor([0, 0, 0, 1, 2, 3]))
    accuracy = submission.evaluate(indifferent(session.module("torch.nn")), loader, torch.device("cpu"))
    assert type(accuracy) is float, "evaluate should return a float; .item() makes one of a tensor"
    assert math.isclose(accuracy, 0.5), f"evaluate returned {accuracy}, expected 3 of 6 = 0.5"


def indifferent(nn):
    """A linear model whose ten logits are all 0, so that its answer is always the first class."""
    model = nn.Linear(784, 10)
    model.load_state_dict({"weight": torch.zeros(10, 784), "bias": torch.zeros(10)})
    return model


def batches_of_four(session, labels):
    """A loader with random images."""
    data = session.module("torch.utils.data")
    return data.DataLoader(data.TensorDataset(torch.rand(len(labels), 1, 28, 28), labels), batch_size=4)
