"""Judge a table of a network's layers: its rows, and what wrong ones show."""

import random
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from grader.judging.expect import expect_object, fail, show

Row = tuple[str, list[int], int]


def expect_rows(value: object, expected: Sequence[Row], *, case: str) -> None:
    """Demand rows of (type, output shape, parameters); lists and tuples are alike.

    Raises:
        AssertionError: they differ; says where first, and what was probably done.
    """
    if not isinstance(value, (list, tuple)):
        fail(f"{case} returned {show(value)}, expected a list of rows")
    rows = [_row(row, f"row {number} of {case}") for number, row in enumerate(value, 1)]
    kinds, wanted = [row[0] for row in rows], [row[0] for row in expected]
    if kinds != wanted:
        found = ", ".join(kinds) or "nothing"
        fail(f"{case} has rows for {found}; expected {', '.join(wanted)}{_about_types(kinds, wanted)}")
    for number, (row, right) in enumerate(zip(rows, expected, strict=True), 1):
        if row != right:
            fail(f"row {number} of {case} is {show(row)}, expected {right}{_about_shapes(row[1], right[1])}")


def made(module: Any, kind: str, *args: Any, **kwargs: Any) -> Any:
    """What a class of `torch.nn` makes; `module` is torch's own, or a handle of the worker's."""
    maker = expect_object(getattr(module, kind), what=f"nn.{kind}")
    return expect_object(maker(*args, **kwargs), what=f"what nn.{kind} makes")


def random_network(module: Any, seed: int) -> tuple[Any, tuple[int, int, int], list[Any]]:
    """A nested network that runs one ReLU twice and has a frozen layer, its samples' size, its layers as run.

    A seed gives the same network whether `module` is `torch.nn` or a handle of the worker's.
    """
    rng = random.Random(seed)  # noqa: S311  (no secret hangs on it)
    channels, height, width = rng.randrange(1, 4), rng.randrange(12, 17), rng.randrange(17, 22)
    first, second, k, s = rng.randrange(2, 6), rng.randrange(6, 10), rng.randrange(2, 5), rng.randrange(1, 3)
    rows, columns = (((side + 2 - k) // s - 1) // 2 for side in (height, width))
    relu = made(module, "ReLU")
    inner = [
        made(module, "Conv2d", channels, first, k, s, padding=1),
        made(module, "BatchNorm2d", first),
        relu,
    ]
    between = [
        made(module, "Conv2d", first, second, 3, bias=False),
        relu,
        made(module, rng.choice(["MaxPool2d", "AvgPool2d"]), 2),
        made(module, "Flatten"),
    ]
    head = [
        made(module, "Dropout", 0.5),
        made(module, "Linear", second * rows * columns, rng.randrange(3, 12)),
    ]
    expect_object(inner[0].requires_grad_, what="requires_grad_")(requires_grad=False)
    parts = made(module, "Sequential", *inner), *between, made(module, "Sequential", *head)
    return made(module, "Sequential", *parts), (channels, height, width), [*inner, *between, *head]


def rows_of(layers: Sequence[nn.Module], input_size: Sequence[int]) -> list[Row]:
    """The rows of layers that run one after the other on samples of that size."""
    x, rows = torch.zeros(1, *input_size), []
    with torch.no_grad():
        for layer in layers:
            x = layer.eval()(x)
            count = sum(parameter.numel() for parameter in layer.parameters())
            rows.append((type(layer).__name__, [-1, *x.shape[1:]], count))
    return rows


def _row(row: Any, what: str) -> Row:
    if not isinstance(row, (list, tuple)) or len(row) != 3:  # noqa: PLR2004  (type, shape, parameters)
        fail(f"{what} is {show(row)}, expected (type, output shape, parameters)")
    kind, shape, parameters = row
    if not isinstance(kind, str):
        fail(f'{what} begins with {show(kind)}, expected the name of a type, such as "Conv2d"')
    if not isinstance(shape, (list, tuple)) or any(type(side) is not int for side in shape):
        fail(f"{what} has the shape {show(shape)}, expected a list of ints")
    if type(parameters) is not int:
        fail(f"{what} ends with {show(parameters)}, expected an int")
    return kind, list(shape), parameters


def _about_types(kinds: list[str], wanted: list[str]) -> str:
    if [kind for kind in kinds if kind in wanted] == wanted:
        return ": only layers have rows, not what contains them"
    if kinds == list(dict.fromkeys(wanted)) or kinds.count("ReLU") < wanted.count("ReLU"):
        return ": layers without parameters have rows too, and one that runs twice has two"
    return ""


def _about_shapes(shape: list[int], right: list[int]) -> str:
    if shape == right[1:]:
        return ": -1, for the number of samples, comes first"
    if shape[1:] == right[1:]:
        return ": -1 stands for the number of samples, whatever the model was tried on"
    return ""
