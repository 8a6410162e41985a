"""What a network of two convolutions must be, and how its training loop must count."""

import pytest
import torch
from torch import nn

from grader.judging.expect import expect_close, expect_near, expect_object, expect_tensor, show
from grader.judging.loops import evaluation, expect_used, loss_figures, three_updates
from grader.judging.training import Recipe, credit, train

SHAPES = [(16, 28, 28), (16, 14, 14), (32, 14, 14), (32, 7, 7), (10,)]


def blocks(activation=nn.ReLU):
    """The two convolutions as they should be, up to the features."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 5, 1, 2),
        activation(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 5, 1, 2),
        activation(),
        nn.MaxPool2d(2),
        nn.Flatten(),
    )


def reference():
    """The network as it should be."""
    return nn.Sequential(blocks(), nn.Linear(1568, 10))


def network(submission):
    """The student's network."""
    return expect_object(submission.CNN(), what="CNN()")


def pair(value, samples):
    """Logits and features, or an AssertionError that says what came instead."""
    assert isinstance(value, tuple), (
        f"the network returned {show(value)}, expected the tuple (logits, features)"
    )
    assert len(value) == 2, f"the network returned {len(value)} values, expected 2: (logits, features)"
    logits = expect_tensor(value[0], shape=(samples, 10), what=f"logits for {samples} images")
    return logits, expect_tensor(value[1], shape=(samples, 1568), what=f"features of {samples} images")


@pytest.mark.points(2)
def test_parameter_count(submission, laboratory, record_property):
    """CNN() has 416 + 12,832 + 15,690 = 28,938 parameters."""
    model = network(submission)
    count = laboratory.parameter_count(model)
    record_property("parameters", count)
    record_property("feedback", laboratory.summary(model, (1, 28, 28)))
    assert count == 28_938, f"CNN() has {count:,} parameters, expected 28,938"


@pytest.mark.points(2)
def test_layer_shapes(submission, laboratory):
    """An image passes through [16, 28, 28], [16, 14, 14], [32, 14, 14], [32, 7, 7] and [10]."""
    shapes = laboratory.layer_shapes(network(submission), torch.rand(2, 1, 28, 28))
    seen = [shape for shape in shapes if shape != (1568,)]
    # Pooling written as a function leaves no layer to look at; the shapes after it tell as much.
    assert seen in (SHAPES, [SHAPES[0], SHAPES[2], SHAPES[4]]), (
        f"the layers' output shapes are {_arrows(seen)}, expected {_arrows(SHAPES)}"
    )


@pytest.mark.points(2)
def test_output(submission):
    """N images, (N, 1, 28, 28), give logits of shape (N, 10) and the flattened features, (N, 1568)."""
    model = network(submission)
    for samples in (1, 7):
        pair(model(torch.rand(samples, 1, 28, 28)), samples)


@pytest.mark.points(3)
@pytest.mark.requires("test_parameter_count", "test_output")
def test_architecture(submission, laboratory, rng):
    """With known weights, logits and features are what the assignment's layers make of them: no softmax."""
    model, expected = network(submission), reference()
    laboratory.fill(model, expected)
    images = torch.randn(16, 1, 28, 28, generator=torch.Generator().manual_seed(rng.randrange(2**31)))
    without = blocks(nn.Identity)
    without.load_state_dict(expected[0].state_dict())
    with torch.no_grad():
        features = expected[0](images)
        wanted = expected(images)
        wrong = {
            "there are no ReLUs": expected[1](without(images)),
            "there is a softmax at the end; CrossEntropyLoss wants logits": wanted.softmax(1),
            "there is a log-softmax at the end; the assignment asks for logits": wanted.log_softmax(1),
            "there is a ReLU after the last layer": wanted.relu(),
        }
    logits = laboratory.predict(model, images)
    hint = next((text for text, other in wrong.items() if torch.allclose(logits, other, atol=1e-4)), "")
    expect_close(logits, wanted, what="the logits with known weights", hint=hint)
    _, given = pair(model(images), 16)
    expect_close(given, features, what="the features with known weights")


@pytest.mark.points(3)
def test_evaluate(submission, laboratory, rng):
    """Accuracy is counted over every sample, not over the last batch alone, whatever the batch size."""
    for batch_size in (100, 64, 250):
        case = evaluation(laboratory, rng, samples=250, batch_size=batch_size, features=True)
        accuracy = submission.evaluate(case.model, case.loader, torch.device("cpu"))
        expect_near(
            accuracy,
            case.accuracy,
            case=f"evaluate on 250 samples in batches of {batch_size}",
            hints=case.hints,
        )


@pytest.mark.points(2)
def test_mean_loss(submission, laboratory, rng):
    """train_epoch returns the mean loss per sample, with a last batch smaller than the others."""
    case = loss_figures(laboratory, rng, features=True)
    loss = submission.train_epoch(
        case.model, case.loader, case.criterion, case.optimizer, torch.device("cpu")
    )
    expect_near(loss, case.loss, case="train_epoch on 25 samples in batches of 10", hints=case.hints)


@pytest.mark.points(2)
def test_updates(submission, laboratory, rng):
    """train_epoch makes one step per batch, each with the gradient of that batch alone."""
    case = three_updates(laboratory, rng, features=True)
    submission.train_epoch(case.model, case.loader, case.criterion, case.optimizer, torch.device("cpu"))
    case.compare(laboratory)


@pytest.mark.points(0.5)
@pytest.mark.parametrize("function", ["train_epoch", "evaluate"])
def test_device(submission, laboratory, rng, function):
    """Images and labels are moved to `device` before they are used."""

    def ask(case):
        if function == "evaluate":
            return submission.evaluate(case.model, case.loader, laboratory.device)
        return submission.train_epoch(
            case.model, case.loader, case.criterion, case.optimizer, laboratory.device
        )

    expect_used(ask, laboratory, rng, case=function, features=True)


@pytest.mark.points(3)
@pytest.mark.requires("test_architecture", "test_updates")
@pytest.mark.time_limit(600)
def test_accuracy(submission, laboratory, exercise, terms, rng, record_property):
    """Trained with Adam (lr 0.001) on batches of 100, the network reads the test images well."""
    lines = exercise.lines_for(terms.data, terms.device)
    recipe = Recipe(reference=reference(), lines=lines, regimen=exercise.regimens[terms.data])
    training = train(laboratory, submission.CNN, submission.train_epoch, recipe, rng)
    record_property("accuracy", training.accuracy)
    credit(training, lines)


def _arrows(shapes):
    return " → ".join(str(list(shape)) for shape in shapes)
