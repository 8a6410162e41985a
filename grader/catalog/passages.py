"""What can be read in a file, also where nobody looks: outputs of notebooks, comments of pictures."""

import base64
import binascii
import codecs
import html
import json
import re
import struct
import textwrap
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec

_DATA_URI = re.compile(r"\bdata:(?:[\w.+-]+/[\w.+-]+)?(?:;[\w=.-]+)*,[^\s\"'<>)]*")
_INLINE = re.compile(r"</?(?:tspan|textpath|span|code|em|strong|sub|sup|a|b|i)\b[^>]*>", re.IGNORECASE)
# It may stand in a quotation or an item.
_FENCE = re.compile(r"(?:[\s>*+-]|\d+[.)])*(`{3,}|~{3,})(.*)")
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_PNG = b"\x89PNG\r\n\x1a\n"


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A text that lies in a file; `place` is that file, and what in it the text is."""

    place: str
    text: str


def passages(place: str, content: bytes) -> Iterator[Passage]:
    """Every text that can be got out of a file: of a notebook its cells, of a PNG its text chunks.

    A fenced block of Markdown is given by itself as well, to be read as the program it is. What is encoded in
    a text (data URIs, the entities of XML) is given decoded as well.
    """
    if content.startswith(_PNG):
        yield from _of_png(place, content)
        return
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            yield from _of_decoded(place, content.removeprefix(bom).decode(encoding, "replace"))
    # What begins with such a mark may be something else all the same.
    yield from _of_decoded(place, content.decode("utf-8", "replace"))


def _of_decoded(place: str, text: str) -> Iterator[Passage]:
    if place.endswith(".ipynb"):
        try:
            notebook = json.loads(text)
        except ValueError:
            pass  # then it is read as it lies there
        else:
            yield from _of_notebook(place, notebook)
            return
    yield from _of_text(place, text)


def _of_text(place: str, text: str) -> Iterator[Passage]:
    yield Passage(place=place, text=_DATA_URI.sub("", text))
    yield from _fenced(place, text)
    for uri in _DATA_URI.findall(text):
        head, _, data = uri.partition(",")
        yield from passages(f"{place}, a data URI", _decode(data, encoded=head.endswith(";base64")))
    if re.search(r"&#?\w+;|<[^>]*>", text):
        # Without such tags a drawing's text stands together: <tspan>return</tspan><tspan> x</tspan>.
        # A backtick parts what other tags part, and leaves the numbers of the lines as they are.
        stripped = re.sub(r"<!--|-->|<!\[CDATA\[|\]\]>", "`", _INLINE.sub("", text))
        yield Passage(place=place, text=html.unescape(re.sub(r"</?\w[^>]*>", "`", stripped)))


def _fenced(place: str, text: str) -> Iterator[Passage]:
    """The fenced blocks of Markdown, each behind so many empty lines that its lines keep their numbers."""
    lines = text.splitlines()
    fences = ((number, found) for number, line in enumerate(lines) if (found := _FENCE.match(line)))
    for begin, opening in fences:
        ends = (at for at, found in fences if found[1].startswith(opening[1]) and not found[2].strip())
        end = next(ends, len(lines))
        block = [re.sub(r"^[ \t]*(?:> ?)+", "", line) for line in lines[begin + 1 : end]]
        yield Passage(place=place, text="\n" * (begin + 1) + textwrap.dedent("\n".join(block)))


def _of_notebook(place: str, notebook: Any) -> Iterator[Passage]:
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for number, cell in enumerate(cells if isinstance(cells, list) else [], 1):
        for what in cell if isinstance(cell, dict) else ():
            here = f"{place}, cell {number}" + ("" if what == "source" else f", {what}")
            yield from _of_value(here, cell[what])
    if isinstance(notebook, dict):
        notebook = {key: value for key, value in notebook.items() if key != "cells"}
    yield from _of_value(f"{place}, metadata", notebook)


def _of_value(place: str, value: Any) -> Iterator[Passage]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _of_text(place, str(key))
            if "/" in str(key) and isinstance(item, str | list):
                # A bundle by MIME type, as in outputs and attachments: pictures are in base64.
                joined = item if isinstance(item, str) else "".join(map(str, item))
                yield from passages(f"{place} ({key})", _decode(joined, encoded=True) or joined.encode())
                yield from _of_text(f"{place} ({key})", joined)
            else:
                yield from _of_value(place, item)
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        yield from _of_text(place, "".join(value))
        yield from _of_text(place, "\n".join(value))
    elif isinstance(value, list):
        for item in value:
            yield from _of_value(place, item)
    elif isinstance(value, str):
        yield from _of_text(place, value)


def _of_png(place: str, content: bytes) -> Iterator[Passage]:
    at = len(_PNG)
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        data = content[at + 8 : at + 8 + length]
        at += length + 12
        if kind in {b"tEXt", b"iTXt", b"zTXt"}:
            # Compressed text begins somewhere behind the keyword's zero byte, after one to four short fields.
            texts = [data, *(_inflate(data[found.start() :]) for found in re.finditer(rb"\x78", data))]
            for text in filter(None, texts):
                yield from _of_text(
                    f"{place}, text chunk", text.replace(b"\0", b"\n").decode("utf-8", "replace")
                )
        if kind == b"IEND":
            break
    if content[at:]:
        yield from _of_text(f"{place}, behind the picture", content[at:].decode("utf-8", "replace"))


def _inflate(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, 1 << 20)
    except zlib.error:
        return b""


def _decode(data: str, *, encoded: bool) -> bytes:
    raw = unquote_to_bytes(data)
    if not encoded:
        return raw
    try:
        return base64.b64decode(b"".join(raw.split()), validate=True)
    except binascii.Error:
        return b""
