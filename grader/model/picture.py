"""What an exercise's picture shows; the catalog draws it."""

from typing import Literal

import msgspec


class Geometry(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """One case of convolution arithmetic, per axis: inputs and kernels are square.

    Attributes:
        kind: `transposed` is given i inputs and makes more of them.
        i: input size.
        k: kernel size.
        s: stride.
        p: zeros of padding on each side.
        d: dilation.
        a: output padding, on one side, of a transposed convolution.
    """

    kind: Literal["convolution", "pooling", "transposed"]
    i: int
    k: int
    s: int = 1
    p: int = 0
    d: int = 1
    a: int = 0


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """Points (x, y) of a chart, in the units of its panel's axes.

    They are joined where x grows from each to the next; a series of one point is labelled beside it.
    """

    name: str
    points: tuple[tuple[float, float], ...]


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """One pair of axes.

    A `y_label` that speaks of accuracy, over values in [0, 1], has its axis in percent.
    """

    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    log_x: bool = False


class Chart(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Measured figures, in one to three panels side by side.

    A series looks the same in each panel that has one of its name.
    """

    panels: tuple[Panel, ...]


Picture = Geometry | Chart
