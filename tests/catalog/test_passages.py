"""What can be read in a file, wherever in it that lies."""

import base64
import codecs
import json
import struct
import zlib

import pytest

from grader.catalog.passages import passages

CODE = "return i + 2 * p"
ENCODED = base64.b64encode(CODE.encode()).decode()


def _png(*chunks: tuple[bytes, bytes], behind: bytes = b"") -> bytes:
    made = b"\x89PNG\r\n\x1a\n"
    for kind, data in (*chunks, (b"IEND", b"")):
        made += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return made + behind


def _notebook(**cell: object) -> bytes:
    return json.dumps({"cells": [{"cell_type": "code", **cell}], "metadata": {}}).encode()


SVG = f"<svg><!-- {CODE} --></svg>"
HIDING = {
    "text": ("a.md", CODE.encode(), "a.md"),
    "broken text": ("a.bin", b"\xff\xfe" + CODE.encode() + b"\0", "a.bin"),
    "UTF-16": ("a.svg", f"<desc>{CODE}</desc>".encode("utf-16"), "a.svg"),
    "big-endian UTF-16": ("a.svg", codecs.BOM_UTF16_BE + SVG.encode("utf-16-be"), "a.svg"),
    "UTF-32": ("a.md", CODE.encode("utf-32"), "a.md"),
    "notebook with a mark": ("a.ipynb", codecs.BOM_UTF8 + _notebook(source=[CODE]), "a.ipynb, cell 1"),
    "data URI": ("a.md", f"![x](data:text/plain;base64,{ENCODED})".encode(), "a.md, a data URI"),
    "URL encoding": ("a.md", b"data:,return%20i%20+%202%20*%20p", "a.md, a data URI"),
    "comment of a drawing": ("a.svg", SVG.encode(), "a.svg"),
    "text in pieces": ("a.svg", b"<text>return <tspan>i + 2</tspan> * p</text>", "a.svg"),
    "entities": ("a.svg", b"<desc>return i &#43; 2 &#x2a; p</desc>", "a.svg"),
    "CDATA": ("a.svg", f"<metadata><![CDATA[{CODE}]]></metadata>".encode(), "a.svg"),
    "cell": ("a.ipynb", _notebook(source=["return i", " + 2 * p"]), "a.ipynb, cell 1"),
    "output": ("a.ipynb", _notebook(outputs=[{"text": [CODE]}]), "a.ipynb, cell 1, outputs"),
    "rich output": (
        "a.ipynb",
        _notebook(outputs=[{"data": {"image/svg+xml": [SVG]}}]),
        "a.ipynb, cell 1, outputs (image/svg+xml)",
    ),
    "attachment": (
        "a.ipynb",
        _notebook(attachments={"f.svg": {"image/svg+xml": base64.b64encode(SVG.encode()).decode()}}),
        "a.ipynb, cell 1, attachments (image/svg+xml)",
    ),
    "picture in a notebook": (
        "a.ipynb",
        _notebook(
            outputs=[
                {"data": {"image/png": base64.b64encode(_png((b"tEXt", b"x\0" + CODE.encode()))).decode()}}
            ]
        ),
        "a.ipynb, cell 1, outputs (image/png), text chunk",
    ),
    "metadata of a cell": (
        "a.ipynb",
        _notebook(metadata={"x": {"y": [1, CODE]}}),
        "a.ipynb, cell 1, metadata",
    ),
    "metadata": ("a.ipynb", json.dumps({"cells": [], "metadata": {CODE: 1}}).encode(), "a.ipynb, metadata"),
    "no notebook": ("a.ipynb", CODE.encode(), "a.ipynb"),
    "text chunk": ("a.png", _png((b"tEXt", b"Comment\0" + CODE.encode())), "a.png, text chunk"),
    "compressed chunk": (
        "a.png",
        _png((b"zTXt", b"xx\0\0" + zlib.compress(CODE.encode()))),
        "a.png, text chunk",
    ),
    "international chunk": (
        "a.png",
        _png((b"iTXt", b"x\0\1\0en\0x\0" + zlib.compress(CODE.encode(), 9))),
        "a.png, text chunk",
    ),
    "behind the picture": ("a.png", _png(behind=CODE.encode()), "a.png, behind the picture"),
}


@pytest.mark.parametrize("way", list(HIDING))
def test_whatever_it_is_hidden_in(way: str) -> None:
    """A line of text is found, and its place is named, in every way that text can lie in a file."""
    path, content, place = HIDING[way]
    assert place in {passage.place for passage in passages(path, content) if CODE in passage.text}


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", _png()[:-6], b"[1, 2]", b'{"cells": 3}', b"null"]
)
@pytest.mark.parametrize("path", ["a.png", "a.ipynb", "a.svg"])
def test_what_is_not_whole(path: str, content: bytes) -> None:
    """A file that is empty, cut off or not what its name says is read as far as it goes."""
    assert all(passage.place.startswith(path) for passage in passages(path, content))


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\n```python\nx = 1\n```\nb\n", "x = 1"),
        ("a\n~~~~\nx = 1\n~~~\n~~~~\n", "x = 1\n~~~"),
        ("a\n> ```\n> if x:\n>     y\n> ```\n", "if x:\n    y"),
        ("a\n1. ```\n   x = 1\n   ```\n", "x = 1"),
        ("a\n```\nx = 1", "x = 1"),
        ("a\n```\n```python\nx = 1\n```\n", "```python\nx = 1"),
    ],
)
def test_fenced_blocks(text: str, block: str) -> None:
    """A fenced block is a passage of its own, whose lines have the numbers that they have in the file."""
    assert "\n\n" + block in [passage.text for passage in passages("a.md", text.encode())]
