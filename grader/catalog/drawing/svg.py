"""Write SVG whose bytes depend on nothing but what is drawn: sorted attributes, two decimals, no dates."""

from xml.etree import ElementTree as ET

from grader.model.errors import CourseError

INK = "#222222"
FAINT = "#595959"
SMALLEST_TEXT = 11

Element = ET.Element

# Wider than any usual sans-serif face on average, so that a text drawn elsewhere still fits.
_EM_PER_CHARACTER = 0.6
_EM_PER_BOLD = 0.66


def start_drawing(width: float, height: float, *, title: str, description: str) -> Element:
    """A drawing of `width` × `height` px on white paper, with its title and description in words."""
    root = ET.Element("svg")
    _set(root, {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {number(width)} {number(height)}"})
    _set(root, {"width": width, "height": height, "role": "img", "font_family": "sans-serif"})
    add(root, "title").text = checked(title)
    add(root, "desc").text = checked(description)
    sheet = {"x": 0.5, "y": 0.5, "width": width - 1, "height": height - 1, "rx": 8}
    add(root, "rect", class_="paper", fill="#ffffff", stroke="#cccccc", **sheet)
    return root


def add(parent: Element, tag: str, **attributes: str | float) -> Element:
    """Add an element; `class_` becomes `class`, and `stroke_width` becomes `stroke-width`."""
    element = ET.SubElement(parent, tag)
    _set(element, attributes)
    return element


def write_text(  # noqa: PLR0913  (a text is its place and its looks)
    parent: Element,
    text: str,
    x: float,
    y: float,
    *,
    size: int = 12,
    anchor: str = "start",
    bold: bool = False,
    fill: str = INK,
    **attributes: str | float,
) -> Element:
    """Write one line of text, its baseline at y px; `size` is in px, `anchor` is start, middle or end."""
    weight = {"font_weight": "bold"} if bold else {}
    element = add(
        parent, "text", x=x, y=y, font_size=size, text_anchor=anchor, fill=fill, **weight, **attributes
    )
    element.text = checked(text)
    return element


def text_width(text: str, size: int = 12, *, bold: bool = False) -> float:
    """At most how wide a line of text is, in px, estimated from its characters."""
    return len(text) * size * (_EM_PER_BOLD if bold else _EM_PER_CHARACTER)


def checked(text: str) -> str:
    """The text itself, if a drawing can hold it.

    Raises:
        CourseError: it holds a character that XML cannot, or that cannot be seen.
    """
    if not text.isprintable():
        raise CourseError(f"{text!r} holds a character that cannot be printed; leave it out")
    return text


def to_text(root: Element) -> str:
    """The drawing as the text of a file, one element a line."""
    for element in root.iter():
        ordered = sorted(element.attrib.items())
        element.attrib.clear()
        element.attrib.update(ordered)
    ET.indent(root, space=" ")
    return ET.tostring(root, encoding="unicode") + "\n"


def number(value: float) -> str:
    """A number as every machine writes it: at most two decimals, no exponent, no minus zero."""
    # + 0.0 turns -0.0 into 0.0.
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _set(element: Element, attributes: dict[str, str | float]) -> None:
    for name, value in attributes.items():
        spelt = value if isinstance(value, str) else number(value)
        element.set(name.rstrip("_").replace("_", "-"), spelt)
