"""Max and average pooling: sizes, layers, and the windows themselves."""

import math
from functools import partial

import pytest
import torch
from torch import nn
from torch.nn import functional

from grader.judging.arithmetic import Arithmetic, Impossible
from grader.judging.computation import Computation, expect_computed
from grader.judging.example import random_input
from grader.judging.expect import expect_object, fail, show
from grader.judging.geometry import ask
from grader.judging.misconceptions import convolution
from grader.judging.refusal import expect_refused

LAYERS = {"max": nn.MaxPool2d, "avg": nn.AvgPool2d}
POOLS = {"max": functional.max_pool2d, "avg": functional.avg_pool2d}

pytestmark = pytest.mark.rehearsed

CASE = Arithmetic(
    letters="iksp",
    ranges={"i": (1, 30), "k": (1, 9), "s": (1, 6), "p": (0, 4)},
    kind="MaxPool2d",
    layer=lambda k, s, p, *_: nn.MaxPool2d(k, s, p),
    misconceptions={
        **convolution("iksp"),
        "when the stride is left out, and torch takes k for it": (
            lambda i, k, s, p: (i + 2 * p - k) // k + 1  # noqa: ARG005  (that is the mistake)
        ),
        "when a last window that does not fit is padded (ceil_mode)": (
            lambda i, k, s, p: math.ceil((i + 2 * p - k) / s) + 1
        ),
    },
    # The smallest, one that fits exactly, all the padding there may be, and steps that do not fit.
    always=((1, 1, 1, 0), (1, 3, 1, 1), (6, 4, 3, 2), (7, 3, 3, 1), (28, 3, 2, 0)),
)
IMPOSSIBLE = {
    "kernel": Impossible(
        case=(1, 4, 1, 1),
        because="the window is larger than the padded input",
        possible=(2, 4, 1, 1),
        also=((1, 9, 1, 1),),
    ),
    "input": Impossible(
        case=(0, 2, 1, 1),
        because="an input has at least one element",
        possible=(1, 2, 1, 1),
        also=((-1, 2, 1, 1), (-2, 4, 1, 2)),
    ),
    "no_kernel": Impossible(
        case=(5, 0, 1, 0),
        because="a window has at least one element",
        possible=(5, 1, 1, 0),
        also=((5, -1, 1, 0), (5, -2, 1, 0)),
    ),
    "stride": Impossible(
        case=(5, 3, 0, 1),
        because="a stride is at least 1",
        possible=(5, 3, 1, 1),
        also=((5, 3, -1, 1), (5, 3, -2, 1)),
    ),
    "padding": Impossible(
        case=(9, 3, 2, -1),
        because="there is no negative padding",
        possible=(9, 3, 2, 0),
        also=((9, 3, 2, -2),),
    ),
    "too_much_padding": Impossible(
        case=(9, 3, 2, 2),
        because="the padding may be no more than half of the window, 2p ≤ k; a window farther out would hold "
        "nothing but padding",
        possible=(9, 4, 2, 2),
        also=((9, 3, 2, 4),),
    ),
}


def windows(x, k, s):
    """The windows of x: (N, C, k·k, o·o)."""
    return functional.unfold(x, k, stride=s).unflatten(1, (x.shape[1], k * k))


def squared(x):
    """(…, o·o) → (…, o, o)."""
    side = round(x.shape[-1] ** 0.5)
    return x.unflatten(-1, (side, side))


def mixed(x, k, s):
    """The windows as they are for whoever takes unfold to have the k·k values outside of the channels."""
    side = functional.unfold(x, k, stride=s)
    return side.view(side.shape[0], k * k, x.shape[1], side.shape[2])


def reduce(values, kind, dim):
    """The largest value or the mean along one axis."""
    return values.amax(dim) if kind == "max" else values.mean(dim)


def other(kind):
    """The kind that was not asked for."""
    return "avg" if kind == "max" else "max"


POOL2D = Computation(
    name="pool2d",
    arguments=("x", "k", "s", "kind"),
    truth=lambda x, k, s, kind: POOLS[kind](x, k, s),
    slips={
        "pooling of the other kind": lambda x, k, s, kind: POOLS[other(kind)](x, k, s),
        "pooling with stride k; torch's default is not the s that was given": (
            lambda x, k, s, kind: POOLS[kind](x, k)  # noqa: ARG005  (that is the slip)
        ),
        "pooling with stride 1": lambda x, k, s, kind: POOLS[kind](x, k, 1),  # noqa: ARG005
        "a mixture of the channels: unfold puts the k·k values of the first channel first, then those of the "
        "second, so its windows are (N, C, k·k, …) and not (N, k·k, C, …)": (
            lambda x, k, s, kind: squared(reduce(mixed(x, k, s), kind, 1))
        ),
        "one value for all channels of a window; each channel is pooled by itself": (
            lambda x, k, s, kind: squared(reduce(windows(x, k, s).flatten(1, 2), kind, 1)).unsqueeze(1)
        ),
        "right, but each channel's o × o outputs stand in one row": (
            lambda x, k, s, kind: reduce(windows(x, k, s), kind, 2)
        ),
        "the sum of each window; divide it by k·k": (
            lambda x, k, s, kind: POOLS["avg"](x, k, s) * k * k  # noqa: ARG005
        ),
        "the sum of each window divided by k; it holds k·k values": (
            lambda x, k, s, kind: POOLS["avg"](x, k, s) * k  # noqa: ARG005
        ),
        "pooling with a last window that hangs over the edge; the size is rounded down": (
            lambda x, k, s, kind: POOLS[kind](x, k, s, ceil_mode=True)
        ),
    },
)


def layer_slips(x, k, s, p, kind):
    """What the layer of a kind may have done instead."""
    return {
        "the average of the true inputs alone; torch's default counts the zeros of the padding too "
        "(count_include_pad)": lambda: nn.AvgPool2d(k, s, p, count_include_pad=False)(x),
        "pooling of the other kind": lambda: LAYERS[other(kind)](k, s, p)(x),
        "the sum of each window, not its average": lambda: nn.AvgPool2d(k, s, p, divisor_override=1)(x),
    }


@pytest.mark.points(1)
def test_output_size(submission):
    """A 3×3 window with stride 2 and no padding makes 13×13 outputs of 28×28 inputs."""
    CASE.expect_size(submission, (28, 3, 2, 0), 13)


@pytest.mark.points(1.5)
def test_random_geometry(submission, rng):
    """200 random geometries have the output sizes of torch's own layers."""
    CASE.expect_sizes(submission, rng)


@pytest.mark.points(0.25)
@pytest.mark.parametrize("what", list(IMPOSSIBLE))
def test_impossible(submission, rng, what):
    """Where there is no such pooling, and only there, output_size raises ValueError with a message."""
    CASE.expect_impossible(submission, IMPOSSIBLE[what], rng)


@pytest.mark.points(0.5)
@pytest.mark.parametrize("kind", list(LAYERS))
def test_layer(submission, laboratory, kind):
    """build_layer(3, 2, 0) is an nn.MaxPool2d, with "avg" an nn.AvgPool2d; no parameters; 28×28 → 13×13."""
    given, said = ((), "build_layer(3, 2, 0)") if kind == "max" else ((kind,), 'build_layer(3, 2, 0, "avg")')
    layer = expect_object(submission.build_layer(3, 2, 0, *given), what=said)
    name = LAYERS[kind].__name__
    if not laboratory.is_module(layer, name):
        fail(f"{said} returned {show(layer)}, expected an nn.{name}")
    if count := laboratory.parameter_count(layer):
        fail(f"{said} has {count:,} parameters, expected none: pooling has nothing to learn")
    output = layer(torch.rand(1, 1, 28, 28, dtype=torch.float64))
    CASE.expect_shape(output, said, (28, 3, 2, 0), channels=1, dtype=torch.float64)


@pytest.mark.points(0.75)
@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.requires(f"test_layer[{kind}]")) for kind in LAYERS]
)
def test_layer_output(submission, rng, kind):
    """Layers of random geometry compute torch's pooling of several channels of float64 numbers."""
    for case in CASE.draw(rng, 10):
        i, k, s, p = case
        said = f'build_layer({k}, {s}, {p}, "{kind}")'
        layer = expect_object(submission.build_layer(k, s, p, kind), what=said)
        x, what = random_input(rng, 2, 3, i).double(), f"{said} with an input of {i}×{i}"
        output = ask(partial(layer, x), case=what)
        CASE.expect_shape(output, said, case, channels=3, samples=2, dtype=torch.float64)
        expect_computed(output, LAYERS[kind](k, s, p)(x), what=what, slips=layer_slips(x, k, s, p, kind))


@pytest.mark.points(0.5)
def test_unknown_kind(submission, rng):
    """Asked for a kind other than "max" and "avg", build_layer and pool2d raise ValueError with a message."""
    x = torch.ones(1, 1, 4, 4)
    for kind in ("min", "average", ""):
        expect_refused(
            lambda kind=kind: submission.build_layer(3, 2, 0, kind),
            case=f'build_layer(3, 2, 0, "{kind}")',
            because='the kinds are "max" and "avg"',
            accepted=lambda: submission.build_layer(3, 2, 0, "avg"),
            rng=rng,
        )
        expect_refused(
            lambda kind=kind: submission.pool2d(x, 2, 2, kind),
            case=f'pool2d(x, 2, 2, "{kind}")',
            because='the kinds are "max" and "avg"',
            accepted=lambda: submission.pool2d(x, 2, 2, "avg"),
            rng=rng,
        )


@pytest.mark.points(0.5)
@pytest.mark.parametrize("kind", list(POOLS))
def test_pool2d(submission, laboratory, kind):
    """Of the numbers 1 … 16 in a square, k=2 and s=2 make [[6, 8], [14, 16]], or the means 2.5 less."""
    x = torch.arange(1.0, 17.0).reshape(1, 1, 4, 4)
    POOL2D.expect(submission, laboratory, [(x, 2, 2, kind)])


@pytest.mark.points(2)
@pytest.mark.requires("test_pool2d")
def test_pool2d_random(submission, laboratory, rng):
    """pool2d equals torch's pooling: both kinds, k ≠ s, several samples and channels, float32 and float64."""
    sizes = [(1, 1, 1), (3, 2, 1), (5, 2, 3), (6, 3, 2), (7, 3, 3)]
    sizes += [(i, k, s) for i, k, s, p in CASE.draw(rng, 10, where=lambda i, k, s, p: p == 0)]  # noqa: ARG005
    drawn = [(random_input(rng, 2, 3, i), k, s, kind) for i, k, s in sizes for kind in POOLS]
    POOL2D.expect(submission, laboratory, drawn + [(x.double(), *numbers) for x, *numbers in drawn])
