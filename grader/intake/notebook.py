"""The cells of a Jupyter notebook, of format 3 or 4."""

import json
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from grader.model.limits import MIB

NOTEBOOK_LIMIT_BYTES = 32 * MIB

_CELLS_LIMIT = 2_000
# Each value takes up to a hundred bytes. Of pictures, which make notebooks large, each is one value.
_VALUES_LIMIT = 2_000_000
_FORMATS = (3, 4)
_KINDS = ("code", "markdown", "heading")
_AGAIN = "open it in Jupyter, save it, and hand it in again"


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell: Python to be, or Markdown."""

    kind: Literal["code", "markdown"]
    text: str


def looks_like_notebook(content: bytes) -> bool:
    """Whether these bytes, whatever their file is called, are a notebook's."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"nbformat"' in content


def read_cells(content: bytes, name: str) -> tuple[tuple[Cell, ...], str]:
    """A notebook's cells, or none and one line that says why there are none, with the way out.

    Nothing but the cells' text is looked at: outputs, which make up most of a notebook, and metadata may be
    as they like.
    """
    raw, problem = parse_notebook(content, name)
    if problem:
        return (), problem
    try:
        cells = _cells(raw)
    except (KeyError, TypeError):
        return (), f"{name} is a damaged notebook: a cell of it has no text; {_AGAIN}"
    if len(cells) > _CELLS_LIMIT:
        return (), f"{name} has {len(cells):,} cells, and {_CELLS_LIMIT:,} is the limit; hand in fewer"
    return cells, ""


def parse_notebook(content: bytes, name: str) -> tuple[Any, str]:
    """A notebook's JSON, a dict of which nothing else is sure, or one line that says why it is none."""
    if not content.strip():
        return None, f"{name} is empty"
    if content.count(b",") + content.count(b"[") + content.count(b"{") > _VALUES_LIMIT:
        return (
            None,
            f"{name} has more than {_VALUES_LIMIT:,} values in it; clear its outputs, and save it again",
        )
    try:
        raw = json.loads(content)
    except RecursionError:
        return None, f"{name} is no notebook: its JSON is nested too deeply; {_AGAIN}"
    except ValueError:
        return None, f"{name} is no notebook: it is not JSON, or only a part of it; {_AGAIN}"
    return raw, _find_fault(raw, name)


def _find_fault(raw: object, name: str) -> str:
    if not isinstance(raw, dict) or "nbformat" not in raw:
        return f"{name} is JSON, but no notebook; {_AGAIN}"
    version = raw["nbformat"]
    if version not in _FORMATS or isinstance(version, bool):
        told = version if isinstance(version, int) and abs(version) < 10**6 else "?"
        return f"{name} is a notebook of format {told}, and 3 and 4 are read; save it with a current Jupyter"
    language = _language(raw.get("metadata"))
    if language and "python" not in language.casefold():
        return f"{name} is a notebook of {language[:20]!r}, not of Python; hand in one of Python"
    return ""


def _language(metadata: object) -> str:
    if not isinstance(metadata, dict):
        return ""
    for part, field in (("language_info", "name"), ("kernelspec", "language")):
        told = metadata.get(part)
        if isinstance(told, dict) and isinstance(told.get(field), str):
            return str(told[field])
    return ""


def _cells(raw: dict[str, Any]) -> tuple[Cell, ...]:
    """Of format 4 the cells, of format 3 those of all worksheets, whose headings become Markdown."""
    if raw["nbformat"] == 4:  # noqa: PLR2004  (the format's own number)
        return tuple(_read_all(raw["cells"], "source"))
    return tuple(cell for sheet in raw["worksheets"] for cell in _read_all(sheet["cells"], "input"))


def _read_all(cells: list[Any], code: str) -> Iterator[Cell]:
    if not isinstance(cells, list):
        raise TypeError("cells are a list")
    return (_read_cell(cell, code) for cell in cells if cell["cell_type"] in _KINDS)


def _read_cell(cell: dict[str, Any], code: str) -> Cell:
    kind = cell["cell_type"]
    told = cell[code if kind == "code" else "source"]
    # JSON can spell half a character, which no text can hold.
    text = "".join([told] if isinstance(told, str) else told).encode("utf-8", "replace").decode()
    if kind == "heading":
        text = "# " + text.replace("\n", " ")
    return Cell(kind="code" if kind == "code" else "markdown", text=text)
