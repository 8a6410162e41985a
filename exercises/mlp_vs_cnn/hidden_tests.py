"""Sizes, layers, moved images and accuracies: whether they are found rightly, and what they show."""

import pytest
import torch
from torch import nn

from grader.judging.expect import expect_int, expect_object
from grader.judging.moved import (
    SAMPLES,
    Reading,
    expect_moved,
    expect_no_gradients,
    expect_shares,
    identical,
    pictures,
)
from grader.judging.networks import accuracy, shift, trained_references
from grader.judging.rows import expect_rows, made, random_network, rows_of

PARAMETERS = {"mlp": 397_510, "cnn": 28_938}
WEIGHTS, TENSORS = {"mlp": 397_000, "cnn": 28_880}, {"mlp": 4, "cnn": 6}
INPUT_SIZES = {"mlp": (784,), "cnn": (1, 28, 28)}
# As torchsummary prints them.
TABLES = {
    "mlp": [("Linear", [-1, 500], 392_500), ("ReLU", [-1, 500], 0), ("Linear", [-1, 10], 5_010)],
    "cnn": [
        ("Conv2d", [-1, 16, 28, 28], 416),
        ("ReLU", [-1, 16, 28, 28], 0),
        ("MaxPool2d", [-1, 16, 14, 14], 0),
        ("Conv2d", [-1, 32, 14, 14], 12_832),
        ("ReLU", [-1, 32, 14, 14], 0),
        ("MaxPool2d", [-1, 32, 7, 7], 0),
        ("Linear", [-1, 10], 15_690),
    ],
}
# Two ways to form the same float32 sums may see another winner where two logits are all but equal.
TIES = 0.002
UTILITY_SHIFTS = [(0, 0), (2, 0), (-2, 0), (0, 2), (0, -2)]


def lecture_network(laboratory, which):
    """The lecture's network of that name, in the worker."""
    return laboratory.lecture_mlp() if which == "mlp" else laboratory.lecture_cnn()


@pytest.mark.points(1)
@pytest.mark.parametrize("which", ["mlp", "cnn"])
def test_parameters(submission, laboratory, which):
    """count_parameters finds 397,510 parameters in the lecture's perceptron and 28,938 in its CNN."""
    count = submission.count_parameters(lecture_network(laboratory, which))
    expect_int(
        count,
        PARAMETERS[which],
        case=f"count_parameters of the lecture's {which.upper()}",
        hints={
            WEIGHTS[which]: "the biases count too",
            TENSORS[which]: "that is the number of tensors, not of the numbers in them",
        },
    )


@pytest.mark.points(0.5)
def test_shared_layer(submission, laboratory, session, rng):
    """A layer in two places has its parameters once, and so has a weight that two layers share."""
    torch_nn, size = session.module("torch.nn"), rng.randrange(3, 20)
    layer = made(torch_nn, "Linear", size, size)
    own = size * size + size
    model = made(torch_nn, "Sequential", layer, made(torch_nn, "ReLU"), layer)
    expect_int(
        submission.count_parameters(model),
        own,
        case=f"count_parameters of a model that uses one Linear({size}, {size}) twice",
        hints={2 * own: "the layer was counted twice"},
    )
    expect_int(
        submission.count_parameters(laboratory.tied(size)),
        own + size,
        case=f"count_parameters of two Linear({size}, {size}) that share one weight",
        hints={2 * own: "the weight that they share was counted twice"},
    )


@pytest.mark.points(0.5)
def test_buffers(submission, session, rng):
    """The running figures of a BatchNorm are buffers, and do not count as parameters."""
    torch_nn, channels = session.module("torch.nn"), rng.randrange(3, 20)
    expect_int(
        submission.count_parameters(made(torch_nn, "BatchNorm2d", channels)),
        2 * channels,
        case=f"count_parameters of BatchNorm2d({channels})",
        hints={
            4 * channels + 1: "buffers were counted too, as state_dict() lists them",
            4 * channels: "buffers were counted too",
        },
    )


@pytest.mark.points(0.5)
def test_frozen_layer(submission, session, rng):
    """Parameters that are not trained (requires_grad is False) are parameters all the same."""
    torch_nn, size = session.module("torch.nn"), rng.randrange(3, 20)
    frozen = made(torch_nn, "Linear", size, 5)
    expect_object(frozen.requires_grad_, what="requires_grad_")(requires_grad=False)
    trained, total = 5 * 2 + 2, 5 * size + 5 + 5 * 2 + 2
    expect_int(
        submission.count_parameters(made(torch_nn, "Sequential", frozen, made(torch_nn, "Linear", 5, 2))),
        total,
        case=f"count_parameters of a frozen Linear({size}, 5) and a Linear(5, 2)",
        hints={trained: "only the trainable ones were counted"},
    )


@pytest.mark.points(1)
@pytest.mark.parametrize("which", ["mlp", "cnn"])
def test_lecture_table(submission, laboratory, which):
    """layer_table of the lecture's networks has torchsummary's rows."""
    size = INPUT_SIZES[which]
    table = submission.layer_table(lecture_network(laboratory, which), size)
    expect_rows(table, TABLES[which], case=f"layer_table(the lecture's {which.upper()}, {size})")


@pytest.mark.points(2)
def test_random_table(submission, laboratory, session, rng):
    """layer_table has the rows of nested layers in the order they run, not that of their registration."""
    for number in range(1, 6):
        seed = rng.randrange(2**31)
        model, size, _ = random_network(session.module("torch.nn"), seed)
        _, _, layers = random_network(nn, seed)
        case = f"layer_table of network {number} of 5 for samples of {size}"
        expect_rows(submission.layer_table(model, size), rows_of(layers, size), case=case)
    channels, size = rng.randrange(2, 6), (1, rng.randrange(7, 12), rng.randrange(12, 17))
    relu, twice = nn.ReLU(), nn.Conv2d(channels, channels, 3)
    last = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10)]
    expect_rows(
        submission.layer_table(laboratory.backwards(channels), size),
        rows_of([nn.Conv2d(1, channels, 3), relu, twice, relu, twice, *last], size),
        case=f"layer_table of a network that registers its layers in reverse order, for samples of {size}",
    )


@pytest.mark.points(1)
@pytest.mark.requires("test_lecture_table")
def test_table_leaves_no_trace(submission, session, laboratory):
    """layer_table leaves a model in its mode, without hooks, and with the same parameters and buffers."""
    torch_nn = session.module("torch.nn")
    model = made(torch_nn, "Sequential", made(torch_nn, "Conv2d", 1, 4, 3), made(torch_nn, "BatchNorm2d", 4))
    for training in (True, False):
        expect_object(model.train, what="train")(training)
        _, _, before = laboratory.state(model)
        submission.layer_table(model, (1, 9, 8))
        mode, hooks, after = laboratory.state(model)
        assert hooks == 0, f"layer_table left {hooks} hooks in the model, expected 0: call remove() on each"
        assert mode is training, f"layer_table left {_mode(mode)} a model that was {_mode(training)}"
        assert identical(before, after), (
            "layer_table changed numbers in the model, as BatchNorm does with its running figures when it is "
            "run in training mode; expected them as they were"
        )


def _mode(training):
    return "in training mode" if training else "in evaluation mode"


@pytest.mark.points(3)
def test_shifted(submission, rng):
    """Images move by dx to the right and dy down, by negative numbers back, and zeros enter."""
    cases = [(1, 1, 2, 3, 1, 0), (1, 1, 2, 3, 0, 1), (1, 1, 2, 3, -2, 1), (1, 1, 3, 2, 0, 0)]
    for _ in range(40):
        height, width = rng.randrange(2, 7), rng.randrange(2, 7)
        dx, dy = rng.randrange(1 - width, width), rng.randrange(1 - height, height)
        cases.append((rng.randrange(1, 4), rng.randrange(1, 3), height, width, dx, dy))
    for *sizes, dx, dy in cases:
        images = pictures(rng, *sizes)
        expect_moved(submission.shifted(images, dx, dy), images, dx, dy)


@pytest.mark.points(1)
@pytest.mark.requires("test_shifted")
def test_shifted_out_of_sight(submission, rng):
    """An image that moves by its own size or more, in one direction or in both, leaves zeros."""
    images = pictures(rng, 2, 1, 3, 4)
    for dx, dy in [(4, 0), (0, 3), (-4, 0), (0, -3), (5, 0), (1, -5), (-7, 1), (0, 8), (100, -100)]:
        expect_moved(submission.shifted(images, dx, dy), images, dx, dy)


@pytest.mark.points(0.5)
@pytest.mark.requires("test_shifted")
def test_shifted_leaves_its_argument(submission, laboratory, rng):
    """The images that shifted is given are afterwards what they were."""
    images = pictures(rng, 2, 1, 4, 5)
    for dx, dy in [(1, 0), (0, -2), (9, 0), (-1, 1)]:
        _, [left] = laboratory.call_on(submission.shifted, images, dx, dy)
        assert identical([left], [images]), (
            f"shifted(…, dx={dx}, dy={dy}) changed the images it was given; expected them as they were: "
            "write into a new tensor"
        )


@pytest.mark.points(0.5)
@pytest.mark.requires("test_shifted")
@pytest.mark.parametrize("dtype", ["uint8", "float64"])
def test_shifted_keeps_the_dtype(submission, rng, dtype):
    """Moved images have the dtype of the images."""
    images = pictures(rng, 1, 1, 3, 4).to(getattr(torch, dtype))
    expect_moved(submission.shifted(images, 1, -1), images, 1, -1)


@pytest.mark.points(2)
@pytest.mark.requires("test_shifted")
@pytest.mark.parametrize("output", ["logits", "tuple"])
def test_accuracy_under_shift(submission, laboratory, rng, output):
    """There is one accuracy for each shift, over every image, whether a model returns logits or a tuple."""
    reading = Reading(laboratory, rng, features=output == "tuple")
    returned = "logits" if output == "logits" else "(logits, features)"
    shifts = [(0, 0), *((rng.randrange(-4, 5), rng.randrange(-4, 5)) for _ in range(4)), (2, 1), (0, -3)]
    rng.shuffle(shifts)
    expect_shares(
        submission.accuracy_under_shift(reading.model, reading.images, reading.labels, shifts),
        reading.accuracies(shifts),
        shifts,
        case=f"accuracy_under_shift on {SAMPLES} images with a model that returns {returned}",
        hints=reading.hints(shifts),
    )


@pytest.mark.points(1)
@pytest.mark.requires("test_accuracy_under_shift")
def test_evaluation_mode(submission, laboratory, rng):
    """A model with dropout that was in training mode is asked in evaluation mode."""
    reading = Reading(laboratory, rng, dropout=0.5)
    expect_shares(
        submission.accuracy_under_shift(reading.model, reading.images, reading.labels, [(0, 0)]),
        reading.accuracies([(0, 0)]),
        [(0, 0)],
        case="accuracy_under_shift on a model with dropout",
        hints={},
    )


@pytest.mark.points(1)
@pytest.mark.requires("test_accuracy_under_shift")
def test_mode_is_put_back(submission, laboratory, rng):
    """After accuracy_under_shift a model is in the mode in which it was, training or evaluation."""
    reading = Reading(laboratory, rng)
    for training in (True, False):
        expect_object(reading.model.train, what="train")(training)
        submission.accuracy_under_shift(reading.model, reading.images, reading.labels, [(0, 0)])
        mode, _, _ = laboratory.state(reading.model)
        assert mode is training, f"accuracy_under_shift left {_mode(mode)} a model that was {_mode(training)}"


@pytest.mark.points(0.5)
@pytest.mark.requires("test_accuracy_under_shift")
def test_no_gradients(submission, laboratory, rng):
    """The model is asked without gradients, as under torch.no_grad(), and afterwards they are on again."""
    expect_no_gradients(submission.accuracy_under_shift, laboratory, rng)


@pytest.mark.points(3)
@pytest.mark.requires("test_parameters", "test_accuracy_under_shift", "test_evaluation_mode")
@pytest.mark.time_limit(300)
def test_utility(submission, laboratory, dataset, rng, record_property):
    """In trained networks you find it: the smaller CNN is more accurate, and loses less at two pixels."""
    references = trained_references(dataset)
    order = rng.sample(range(len(references.images)), len(references.images))
    images, labels = references.images[order], references.labels[order]
    shifts = rng.sample(UTILITY_SHIFTS, len(UTILITY_SHIFTS))
    lines, expected = [f"{'':<3} {'parameters':>11} {'accuracy':>9} {'at 2 pixels':>12} {'loss':>7}"], {}
    for which, reference in (("mlp", references.mlp), ("cnn", references.cnn)):
        model = lecture_network(laboratory, which)
        laboratory.fill(model, reference)
        wanted = [accuracy(reference, shift(images, *step), labels) for step in shifts]
        given = expect_shares(
            submission.accuracy_under_shift(model, images, labels, shifts),
            wanted,
            shifts,
            case=f"accuracy_under_shift with the trained {which.upper()}",
            hints={},
            tolerance=max(TIES, 1.0 / len(labels)) + 1e-9,
        )
        expected[which] = _still_and_moved(wanted, shifts)
        still, moved = _still_and_moved(given, shifts)
        lines.append(
            f"{which.upper():<3} {PARAMETERS[which]:>11,} {still:>9.2%} {moved:>12.2%} {still - moved:>7.2%}"
        )
        record_property(f"{which}_accuracy", still)
        record_property(f"{which}_loss_at_2_pixels", still - moved)
    record_property(
        "feedback", f"What your accuracy_under_shift finds on {len(labels)} images:\n\n" + "\n".join(lines)
    )
    (mlp, mlp_moved), (cnn, cnn_moved) = expected["mlp"], expected["cnn"]
    if cnn <= mlp or cnn - cnn_moved >= mlp - mlp_moved:
        # Both networks are the grader's: this costs nobody a point, and the instructor hears of it.
        raise RuntimeError(f"the trained references do not show the CNN's utility: {expected}")


def _still_and_moved(accuracies, shifts):
    moved = [one for one, step in zip(accuracies, shifts, strict=True) if step != (0, 0)]
    return accuracies[shifts.index((0, 0))], sum(moved) / len(moved)
