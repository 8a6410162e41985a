"""What a perceptron with one hidden layer must be, and how its training loop must count."""

import pytest
import torch
from torch import nn

from grader.judging.expect import expect_close, expect_near, expect_object, expect_tensor
from grader.judging.loops import evaluation, expect_used, loss_figures, three_updates
from grader.judging.training import Recipe, credit, train


def reference(input_size=784, hidden_size=500, num_classes=10):
    """The network as it should be."""
    return nn.Sequential(
        nn.Flatten(), nn.Linear(input_size, hidden_size), nn.ReLU(), nn.Linear(hidden_size, num_classes)
    )


def network(submission, *sizes):
    """The student's network of these sizes."""
    made = f"NeuralNet({', '.join(map(str, sizes))})"
    return expect_object(submission.NeuralNet(*sizes), what=made)


@pytest.mark.points(2)
def test_parameter_count(submission, laboratory, record_property):
    """NeuralNet(784, 500, 10), and NeuralNet() too, has 784·500 + 500 + 500·10 + 10 = 397,510 parameters."""
    model = network(submission, 784, 500, 10)
    count = laboratory.parameter_count(model)
    record_property("parameters", count)
    record_property("feedback", laboratory.summary(model, (784,)))
    assert count == 397_510, f"NeuralNet(784, 500, 10) has {count:,} parameters, expected 397,510"
    count = laboratory.parameter_count(network(submission))
    assert count == 397_510, (
        f"NeuralNet() has {count:,} parameters, expected 397,510: are the defaults 784, 500, 10?"
    )


@pytest.mark.points(2)
def test_other_sizes(submission, laboratory, rng):
    """The layers follow the sizes that the network is made with, whatever they are."""
    inputs, hidden, classes = rng.randrange(20, 90), rng.randrange(100, 200), rng.randrange(3, 9)
    made = f"NeuralNet({inputs}, {hidden}, {classes})"
    model = network(submission, inputs, hidden, classes)
    count, expected = laboratory.parameter_count(model), (inputs + 1) * hidden + (hidden + 1) * classes
    hint = ": are the sizes written into the layers?" if count == 397_510 else ""
    assert count == expected, f"{made} has {count:,} parameters, expected {expected:,}{hint}"
    expect_tensor(
        model(torch.rand(3, inputs)), shape=(3, classes), what=f"the output of {made} for 3 samples"
    )


@pytest.mark.points(1)
def test_output(submission):
    """A batch of N flattened images, (N, 784), gives float32 logits of shape (N, 10)."""
    model = network(submission, 784, 500, 10)
    for samples in (1, 7):
        expect_tensor(
            model(torch.rand(samples, 784)), shape=(samples, 10), what=f"the output for {samples} images"
        )


@pytest.mark.points(3)
@pytest.mark.requires("test_parameter_count", "test_output")
def test_architecture(submission, laboratory, rng):
    """With known weights the network computes Linear, ReLU, Linear, and nothing else: no softmax."""
    model, expected = network(submission, 784, 500, 10), reference()
    laboratory.fill(model, expected)
    images = torch.randn(64, 784, generator=torch.Generator().manual_seed(rng.randrange(2**31)))
    with torch.no_grad():
        wanted = expected(images)
        wrong = {
            "there is no ReLU between the layers": expected[3](expected[1](images)),
            "there is a softmax at the end; CrossEntropyLoss wants logits": wanted.softmax(1),
            "there is a log-softmax at the end; the assignment asks for logits": wanted.log_softmax(1),
            "there is a ReLU after the last layer": wanted.relu(),
            "there is a sigmoid in place of the ReLU": expected[3](expected[1](images).sigmoid()),
            "there is a tanh in place of the ReLU": expected[3](expected[1](images).tanh()),
        }
    output = laboratory.predict(model, images)
    hint = next((text for text, logits in wrong.items() if torch.allclose(output, logits, atol=1e-4)), "")
    expect_close(output, wanted, what="the output with known weights", hint=hint)


@pytest.mark.points(3)
def test_evaluate(submission, laboratory, rng):
    """Accuracy is counted over every sample: unequal batches, errors spread unevenly, several batch sizes."""
    for batch_size in (100, 64, 250):
        case = evaluation(laboratory, rng, samples=250, batch_size=batch_size)
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
    case = loss_figures(laboratory, rng)
    loss = submission.train_epoch(
        case.model, case.loader, case.criterion, case.optimizer, torch.device("cpu")
    )
    expect_near(loss, case.loss, case="train_epoch on 25 samples in batches of 10", hints=case.hints)


@pytest.mark.points(3)
def test_updates(submission, laboratory, rng):
    """train_epoch makes one step per batch, each with the gradient of that batch alone."""
    case = three_updates(laboratory, rng)
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

    expect_used(ask, laboratory, rng, case=function)


@pytest.mark.points(3)
@pytest.mark.requires("test_architecture", "test_updates")
@pytest.mark.time_limit(300)
def test_accuracy(submission, laboratory, exercise, terms, rng, record_property):
    """Trained with Adam (lr 0.001) on batches of 100, the network reads the test images well."""
    lines = exercise.lines_for(terms.data, terms.device)
    recipe = Recipe(reference=reference(), lines=lines, regimen=exercise.regimens[terms.data], flatten=True)
    training = train(laboratory, submission.NeuralNet, submission.train_epoch, recipe, rng)
    record_property("accuracy", training.accuracy)
    credit(training, lines)
