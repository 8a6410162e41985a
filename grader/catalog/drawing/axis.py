"""One axis of a convolution, a pooling or a transposed convolution, cell by cell.

After V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning" (arXiv:1603.07285). A
transposed convolution is laid out as the direct one that equals it (its chapter 4): s − 1 zeros between the
inputs, k̂ − 1 − p zeros around them, a more on the far side, and a flipped kernel that moves by 1.
"""

from typing import Literal

import msgspec

from grader.model.errors import CourseError
from grader.model.picture import Geometry

Role = Literal["input", "padding", "between", "added"]

# No picture with a larger number can be read, and an axis of a billion cells is not to be laid out.
_LARGEST = 200


class Axis(msgspec.Struct, frozen=True, kw_only=True):
    """What the kernel walks over along one axis, and where it stops.

    Attributes:
        roles: of each cell: an input, zero padding, a zero between two inputs, or output padding.
        edges: the cell that the kernel's left edge is on, for each output.
        taps: the kernel's taps, counted from its left edge.
    """

    roles: tuple[Role, ...]
    edges: tuple[int, ...]
    taps: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(self.roles)

    @property
    def output(self) -> int:
        """The output size o."""
        return len(self.edges)

    @property
    def span(self) -> int:
        """The effective kernel size k̂ = k + (k − 1)(d − 1)."""
        return self.taps[-1] + 1

    @property
    def reached(self) -> frozenset[int]:
        """The cells that some output is computed from."""
        return frozenset(edge + tap for edge in self.edges for tap in self.taps)


def lay_out(geometry: Geometry) -> Axis:
    """Lay out one axis of the geometry.

    Raises:
        CourseError: no layer of torch has these numbers, or they are too large; the message names them.
    """
    said = describe(geometry)
    _check(geometry, said)
    taps = tuple(range(0, geometry.k * geometry.d, geometry.d))
    axis = _transposed(geometry, taps) if geometry.kind == "transposed" else _direct(geometry, taps)
    if axis.output < 1:
        raise CourseError(f"{said} has no output: the kernel has no place to stand; take a smaller k or p")
    return axis


def describe(geometry: Geometry) -> str:
    """The geometry in its own letters: `convolution with i = 5, k = 3, s = 2, p = 1, d = 1`."""
    numbers = f"i = {geometry.i}, k = {geometry.k}, s = {geometry.s}, p = {geometry.p}, d = {geometry.d}"
    added = f", a = {geometry.a}" if geometry.a or geometry.kind == "transposed" else ""
    return f"{geometry.kind} with {numbers}{added}"


def _check(geometry: Geometry, said: str) -> None:
    if min(geometry.i, geometry.k, geometry.s, geometry.d) < 1 or min(geometry.p, geometry.a) < 0:
        raise CourseError(f"{said} is impossible: i, k, s and d are 1 or more, p and a are 0 or more")
    if max(geometry.i, geometry.k, geometry.s, geometry.p, geometry.d) > _LARGEST:
        raise CourseError(f"{said} is too large to draw; no number may exceed {_LARGEST}")
    if geometry.kind == "transposed":
        if geometry.a >= max(geometry.s, geometry.d):
            raise CourseError(f"{said} is impossible: a must be less than s or less than d")
    elif geometry.a:
        raise CourseError(f"{said} is impossible: only a transposed convolution has output padding a")
    if geometry.kind == "pooling" and 2 * geometry.p > geometry.k:
        raise CourseError(f"{said} is impossible: pooling is padded by at most half a window")


def _direct(geometry: Geometry, taps: tuple[int, ...]) -> Axis:
    padding = _cells("padding", geometry.p)
    roles = (*padding, *_cells("input", geometry.i), *padding)
    return Axis(roles=roles, edges=tuple(range(0, len(roles) - taps[-1], geometry.s)), taps=taps)


def _transposed(geometry: Geometry, taps: tuple[int, ...]) -> Axis:
    inputs = _cells("input", 1) + (_cells("between", geometry.s - 1) + _cells("input", 1)) * (geometry.i - 1)
    # Below zero where p is more than k̂ − 1: the kernel then starts inside, and ends before the last input.
    before = taps[-1] - geometry.p
    after = before + geometry.a
    added = min(max(after, 0), geometry.a)
    around = _cells("padding", max(after, 0) - added) + _cells("added", added)
    first = max(-before, 0)
    outputs = len(inputs) + before + after - taps[-1]
    return Axis(
        roles=(*_cells("padding", max(before, 0)), *inputs, *around),
        edges=tuple(range(first, first + outputs)),
        taps=taps,
    )


def _cells(role: Role, count: int) -> tuple[Role, ...]:
    return (role,) * count
