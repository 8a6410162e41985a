"""Draw one case of convolution arithmetic: input, kernel, its positions, and the output."""

import msgspec

from grader.catalog.drawing.axis import Axis, Role, describe, lay_out
from grader.catalog.drawing.legend import Entry, draw_legend, legend_height
from grader.catalog.drawing.positions import draw_positions, positions_height
from grader.catalog.drawing.svg import (
    FAINT,
    INK,
    Element,
    add,
    number,
    start_drawing,
    text_width,
    to_text,
    write_text,
)
from grader.catalog.drawing.words import (
    action_of,
    description_of,
    formula_of,
    input_notes,
    numbers_of,
    title_of,
)
from grader.model.errors import CourseError
from grader.model.picture import Geometry

_MARGIN = 24
_GAP = 90
_WIDEST = 900
_NARROWEST = 510
_LARGEST_CELL = 34
_SMALLEST_CELL = 6
_HEAD = 106
_LEGIBLE_CELL = 13
_KERNEL = {"fill": "#e69f00", "fill-opacity": "0.5", "stroke": "#a85400", "stroke-width": "1.5"}
_WINDOW = {"fill": "none", "stroke": "#a85400", "stroke-width": "3"}
_OUTPUT = {"fill": "#b5e3d2", "stroke": "#00664b"}
_CELLS: dict[Role, dict[str, str]] = {
    "input": {"fill": "#a9d3f5", "stroke": "#1f5f99"},
    "padding": {"fill": "#f7f7f7", "stroke": "#8a8a8a", "stroke-dasharray": "3 2"},
    "between": {"fill": "#ffffff", "stroke": "#8a8a8a", "stroke-dasharray": "1 2"},
    "added": {"fill": "#ecdff2", "stroke": "#7a4a8c", "stroke-dasharray": "6 2"},
}


class _Grid(msgspec.Struct, frozen=True):
    """A grid's place: its top left corner, its size in cells, and its cells' size in px."""

    x: int
    y: int
    size: int
    cell: int

    @property
    def side(self) -> int:
        return self.size * self.cell

    def box(self, parent: Element, kind: str, row: int, column: int, span: int = 1) -> Element:
        """Mark `span` × `span` cells."""
        side = span * self.cell
        x, y = self.x + column * self.cell, self.y + row * self.cell
        return add(parent, "rect", class_=kind, x=x, y=y, width=side, height=side)


def draw_geometry(geometry: Geometry) -> str:
    """The picture, as the text of an SVG file.

    Cells are rectangles of class `input`, `padding`, `between`, `added` or `output`. Over them lie
    `unreached` ones where no kernel reaches, and a `tap` for each of the kernel's at its first position.

    Raises:
        CourseError: no layer has these numbers, or they are too large to draw; the message names them.
    """
    axis = lay_out(geometry)
    cell = _cell_size(geometry, axis)
    entries = _entries(geometry, axis)
    heading, note = input_notes(geometry, axis)
    caption = (numbers_of(geometry), formula_of(geometry, axis))
    column = max(axis.size * cell, text_width(heading, 14, bold=True), text_width(note))
    output_column = max(axis.output * cell, text_width(_output_heading(axis), 14, bold=True))
    content = int(column + _GAP + output_column)
    wanted = max(content, _NARROWEST, *(int(text_width(line, 14)) for line in caption))
    width = min(wanted, _WIDEST - 2 * _MARGIN) + 2 * _MARGIN
    left = max((width - content) // 2, _MARGIN)
    over = _Grid(left, _HEAD, axis.size, cell)
    out = _Grid(left + int(column) + _GAP, _HEAD, axis.output, cell)
    foot = _HEAD + over.side + positions_height(axis) + 26
    height = foot + 50 + legend_height(entries, width - 2 * _MARGIN) + 12
    root = start_drawing(width, height, title=title_of(geometry), description=description_of(geometry, axis))
    _add_hatching(root)
    _draw_input(root, over, axis)
    _draw_output(root, out)
    _draw_kernel(root, over, out, axis, geometry)
    if geometry.kind != "pooling" and cell >= _LEGIBLE_CELL:
        _write_zeros(root, over, axis)
    draw_positions(root, axis, x=over.x, y=over.y, cell=cell)
    write_text(root, heading, over.x, 32, size=14, bold=True)
    write_text(root, note, over.x, 50, fill=FAINT)
    write_text(root, _output_heading(axis), out.x, 32, size=14, bold=True)
    write_text(root, caption[0], _MARGIN, foot + 14, size=14)
    write_text(root, caption[1], _MARGIN, foot + 36, size=14)
    draw_legend(root, entries, _MARGIN, foot + 50, width - 2 * _MARGIN)
    return to_text(root)


def _cell_size(geometry: Geometry, axis: Axis) -> int:
    room, cells = _WIDEST - 2 * _MARGIN - _GAP, axis.size + axis.output
    if room // cells < _SMALLEST_CELL:
        raise CourseError(
            f"{describe(geometry)} is too large to draw: {axis.size} cells beside {axis.output}; "
            f"{room // _SMALLEST_CELL} fit"
        )
    return min(_LARGEST_CELL, room // cells)


def _output_heading(axis: Axis) -> str:
    return f"output {axis.output} × {axis.output}"


def _add_hatching(root: Element) -> None:
    pattern = add(
        add(root, "defs"), "pattern", id="unreached", width=8, height=8, patternUnits="userSpaceOnUse"
    )
    add(pattern, "path", d="M-1 1L1 -1M0 8L8 0M7 9L9 7", stroke="#b00020", stroke_width=1.2)


def _draw_input(root: Element, over: _Grid, axis: Axis) -> None:
    groups = {role: add(root, "g", **_CELLS[role]) for role in _CELLS if role in axis.roles}
    hatched = add(root, "g", fill="url(#unreached)")
    for row in range(axis.size):
        for column in range(axis.size):
            role = _role(axis.roles[row], axis.roles[column])
            over.box(groups[role], role, row, column)
            if not {row, column} <= axis.reached:
                over.box(hatched, "unreached", row, column)


def _write_zeros(root: Element, over: _Grid, axis: Axis) -> None:
    """Over the kernel, so that they stay legible under it."""
    texts = add(root, "g", fill=FAINT, font_size=11, text_anchor="middle")
    for row in range(axis.size):
        for column in range(axis.size):
            if _role(axis.roles[row], axis.roles[column]) != "input":
                x, y = over.x + (column + 0.5) * over.cell, over.y + (row + 0.5) * over.cell + 4
                add(texts, "text", x=x, y=y).text = "0"


def _role(row: Role, column: Role) -> Role:
    for role in ("added", "padding", "between"):
        if role in {row, column}:
            return role
    return "input"


def _draw_output(root: Element, out: _Grid) -> None:
    cells = add(root, "g", **_OUTPUT)
    for row in range(out.size):
        for column in range(out.size):
            out.box(cells, "output", row, column)
    out.box(root, "marked", 0, 0).attrib.update(_KERNEL | {"stroke-width": "3"})


def _draw_kernel(root: Element, over: _Grid, out: _Grid, axis: Axis, geometry: Geometry) -> None:
    first = axis.edges[0]
    taps = add(root, "g", **_KERNEL)
    for row in axis.taps:
        for column in axis.taps:
            over.box(taps, "tap", first + row, first + column)
    over.box(root, "window", first, first, axis.span).attrib.update(_WINDOW)
    start, end = over.x + (first + axis.span / 2) * over.cell, out.x + out.cell / 2
    path = f"M{number(start)} {over.y + first * over.cell - 2}V{_HEAD - 20}H{number(end)}V{_HEAD - 9}"
    add(root, "path", class_="arrow", d=path, fill="none", stroke="#a85400", stroke_width=2)
    head = f"{number(end)},{_HEAD - 2} {number(end - 5)},{_HEAD - 11} {number(end + 5)},{_HEAD - 11}"
    add(root, "polygon", points=head, fill="#a85400")
    write_text(root, action_of(geometry), (start + end) / 2, _HEAD - 27, anchor="middle")


def _entries(geometry: Geometry, axis: Axis) -> list[Entry]:
    kernel = "window" if geometry.kind == "pooling" else "kernel"
    subject = f"{kernel}'s taps" if geometry.d > 1 else kernel
    texts: dict[Role, str] = {
        "input": "input",
        "padding": "padding" if geometry.kind == "pooling" else "zero padding",
        "between": "zero between inputs",
        "added": "zero of output padding",
    }
    entries = [_swatch(text, _CELLS[role]) for role, text in texts.items() if role in axis.roles]
    entries.append(
        _swatch(f"{'flipped ' * (geometry.kind == 'transposed')}{subject}, first position", _KERNEL)
    )
    entries.append(Entry("top left of each position", _dot))
    if len(axis.reached) < axis.size:
        looks = {"fill": "url(#unreached)", "stroke": "#8a8a8a"}
        entries.append(_swatch(f"no {kernel} reaches these", looks))
    return [*entries, _swatch("output of each position", _OUTPUT)]


def _swatch(text: str, looks: dict[str, str]) -> Entry:
    def draw(parent: Element, x: float, y: float) -> None:
        add(parent, "rect", x=x - 8, y=y - 7, width=16, height=14, **looks)

    return Entry(text, draw)


def _dot(parent: Element, x: float, y: float) -> None:
    add(parent, "circle", cx=x, cy=y, r=2.6, fill=INK)
