"""Geometries, and drawings read back."""

from collections import Counter
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

SVG = "{http://www.w3.org/2000/svg}"
EM = 0.6


@pytest.fixture(scope="session")
def read() -> Callable[[str], ET.Element]:
    """Reads a drawing, which must be well-formed."""
    return ET.fromstring


@pytest.fixture(scope="session")
def count(read: Callable[[str], ET.Element]) -> Callable[[str], Counter[str]]:
    """Counts a drawing's elements by class."""

    def by_class(drawing: str) -> Counter[str]:
        return Counter(element.get("class", "") for element in read(drawing).iter())

    return by_class


@pytest.fixture(scope="session")
def stray_texts(read: Callable[[str], ET.Element]) -> Callable[[str], list[str]]:
    """The texts of a drawing that do not lie inside its viewBox, as estimated, or are under 11 px."""

    def strays(drawing: str) -> list[str]:
        root = read(drawing)
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        inherited = {
            text: {**group.attrib, **text.attrib}
            for group in root.iter()
            for text in group.findall(f"{SVG}text")
        }
        found = []
        for text, looks in inherited.items():
            said, size = text.text or "", float(looks["font-size"])
            length = len(said) * size * EM
            x, y = float(looks["x"]), float(looks["y"])
            if "transform" in looks:
                moved = looks["transform"].removeprefix("translate(").split(")")[0]
                x, y = map(float, moved.split())
                inside = size <= x <= width and length / 2 <= y <= height - length / 2
            else:
                left = x - {"start": 0, "middle": length / 2, "end": length}[looks["text-anchor"]]
                inside = left >= 0 and left + length <= width and size <= y <= height - 3
            if not inside or size < 11:
                found.append(said)
        return found

    return strays
