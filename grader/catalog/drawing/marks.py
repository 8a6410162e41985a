"""How series of a chart look: each has its colour, its shape and its dashes, so that none rests on colour."""

import msgspec

from grader.catalog.drawing.svg import Element, add, number

_RADIUS = 5


class Look(msgspec.Struct, frozen=True):
    """A series' looks; the outline is of points in units of the mark's radius (none: a circle)."""

    colour: str
    dashes: str
    outline: tuple[tuple[float, float], ...] = ()


_SQUARE = ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9))
_TRIANGLE = ((0.0, -1.2), (1.15, 0.9), (-1.15, 0.9))
_DIAMOND = ((0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0))
_FALLEN = ((0.0, 1.2), (1.15, -0.9), (-1.15, -0.9))
_FLAT = ((-1.3, -0.5), (1.3, -0.5), (1.3, 0.5), (-1.3, 0.5))

# Colours after M. Okabe and K. Ito, "Color Universal Design" (2008), the pale ones darkened for thin lines.
LOOKS = (
    Look("#0072b2", "none"),
    Look("#d55e00", "8 4", _SQUARE),
    Look("#007a59", "2 3", _TRIANGLE),
    Look("#a3407a", "10 3 2 3", _DIAMOND),
    Look("#333333", "5 2", _FALLEN),
    Look("#8a6100", "1 4", _FLAT),
)


def draw_mark(parent: Element, look: Look, x: float, y: float, kind: str = "key") -> Element:
    """Draw the mark of one point with its centre at (x, y) px."""
    if not look.outline:
        return add(parent, "circle", class_=kind, cx=x, cy=y, r=_RADIUS, fill=look.colour)
    corners = ((x + _RADIUS * right, y + _RADIUS * down) for right, down in look.outline)
    points = " ".join(f"{number(right)},{number(down)}" for right, down in corners)
    return add(parent, "polygon", class_=kind, points=points, fill=look.colour)


def draw_line(parent: Element, look: Look, points: list[tuple[float, float]], kind: str = "key") -> Element:
    """Join the points, in px."""
    spelt = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    line = add(parent, "polyline", class_=kind, points=spelt, fill="none", stroke=look.colour, stroke_width=2)
    if look.dashes != "none":
        line.set("stroke-dasharray", look.dashes)
    return line
