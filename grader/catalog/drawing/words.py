"""A geometry in words: the sentences and formulas that stand in its picture."""

from grader.catalog.drawing.axis import Axis
from grader.model.picture import Geometry

# A prime marks the sizes of a transposed convolution, as the guide does.
_PRIME = "\N{PRIME}"


def title_of(geometry: Geometry) -> str:
    """What the picture is, in one line."""
    size, k = f"{geometry.i} × {geometry.i}", f"{geometry.k} × {geometry.k}"
    subject = {
        "convolution": f"Convolution of a {size} input with a {k} kernel",
        "pooling": f"Pooling of a {size} input with a {k} window",
        "transposed": f"Transposed convolution of a {size} input with a {k} kernel",
    }[geometry.kind]
    details = [f"stride {geometry.s}", f"padding {geometry.p}"]
    if geometry.d > 1:
        details.append(f"dilation {geometry.d}")
    if geometry.a:
        details.append(f"output padding {geometry.a}")
    return f"{subject}, {', '.join(details)}"


def description_of(geometry: Geometry, axis: Axis) -> str:
    """What the picture shows, for those who cannot see it."""
    grid = f"The kernel walks over a grid of {axis.size} × {axis.size} cells"
    layout = f"{grid}, {axis.roles.count('input')} of the {axis.size} per axis inputs"
    edges = f"Its left edge stands at {enumerate_edges(axis.edges)}, and its top edge at the same rows"
    missed = axis.size - len(axis.reached)
    unreached = f"{missed} of {axis.size} cells per axis are reached by no kernel" if missed else ""
    result = f"The output is {axis.output} × {axis.output}"
    sentences = [layout, edges, result, unreached, f"{numbers_of(geometry)}: {formula_of(geometry, axis)}"]
    return ". ".join(filter(None, sentences)) + "."


def input_notes(geometry: Geometry, axis: Axis) -> tuple[str, str]:
    """The heading of the input's grid and the line beneath it."""
    heading = f"input {geometry.i} × {geometry.i}"
    if axis.size == geometry.i:
        return heading, ""
    around = {"padding", "added"} & set(axis.roles)
    if geometry.kind == "transposed":
        where = " and ".join(["between"] * ("between" in axis.roles) + ["around"] * bool(around))
        return heading, f"with zeros {where}: {axis.size} × {axis.size}"
    return heading, f"with padding {geometry.p}: {axis.size} × {axis.size}"


def action_of(geometry: Geometry) -> str:
    """How one output comes from the cells under the kernel."""
    cells = f"{geometry.k} × {geometry.k} cells"
    return f"maximum or average of {cells}" if geometry.kind == "pooling" else f"weighted sum of {cells}"


def enumerate_edges(edges: tuple[int, ...], most: int = 6) -> str:
    """The edges, the inner ones left out where there are many: `0, 2, 4, …, 24`."""
    shown = [str(edge) for edge in edges]
    if len(shown) > most:
        shown = [*shown[:3], "…", shown[-1]]
    return ", ".join(shown)


def numbers_of(geometry: Geometry) -> str:
    """The numbers that the picture was drawn for: `i = 5, k = 3, s = 2, p = 1`."""
    prime = _PRIME if geometry.kind == "transposed" else ""
    said = f"i{prime} = {geometry.i}, k = {geometry.k}, s = {geometry.s}, p = {geometry.p}"
    if geometry.a:
        said += f", a = {geometry.a}"
    if geometry.d > 1:
        span = geometry.k + (geometry.k - 1) * (geometry.d - 1)
        k, d = geometry.k, geometry.d
        said += f", d = {d}; k̂ = k + (k − 1)(d − 1) = {k} + ({k} − 1)({d} − 1) = {span}"
    return said


def formula_of(geometry: Geometry, axis: Axis) -> str:
    """The output size by its formula, in letters and in numbers; the result is the axis's own."""
    i, s, p, a, span = geometry.i, geometry.s, geometry.p, geometry.a, axis.span
    kernel = "k̂" if geometry.d > 1 else "k"
    if geometry.kind == "transposed":
        letters = f"s(i{_PRIME} − 1){' + a' * bool(a)} + {kernel} − 2p"
        numbers = f"{s}({i} − 1){f' + {a}' * bool(a)} + {span} − 2·{p}"
        return f"o{_PRIME} = {letters} = {numbers} = {axis.output}"
    letters, numbers = f"i + 2p − {kernel}", f"{i} + 2·{p} − {span}"
    return f"o = ⌊({letters})/s⌋ + 1 = ⌊({numbers})/{s}⌋ + 1 = {axis.output}"
