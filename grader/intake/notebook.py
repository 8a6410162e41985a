"""The cells of a Jupyter notebook, of format 3 or 4."""

import json
from typing import Any, Literal

import msgspec

from grader.model.limits import MIB

NOTEBOOK_LIMIT_BYTES = 32 * MIB

# Reading them takes a millisecond each.
_CELLS_LIMIT = 2_000
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
    raw, problem = _parse(content, name)
    if problem:
        return (), problem
    try:
        slim = _slim(raw)
    except (KeyError, TypeError):
        return (), f"{name} is a damaged notebook: a cell of it has no text; {_AGAIN}"
    count = sum(len(sheet["cells"]) for sheet in slim.get("worksheets", [slim]))
    if count > _CELLS_LIMIT:
        return (), f"{name} has {count:,} cells, and {_CELLS_LIMIT:,} is the limit; hand in fewer"
    import nbformat  # noqa: PLC0415  (it takes a third of a second, and many classes hand in none)

    read = nbformat.reads(json.dumps(slim), as_version=4)  # type: ignore[no-untyped-call]
    return tuple(Cell(kind=cell.cell_type, text=cell.source) for cell in read.cells), ""


def _parse(content: bytes, name: str) -> tuple[Any, str]:
    if not content.strip():
        return None, f"{name} is empty"
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


def _slim(raw: dict[str, Any]) -> dict[str, Any]:
    """The notebook less everything that is no cell's text, so that it is a valid one."""
    whole = {"nbformat": raw["nbformat"], "metadata": {}}
    if raw["nbformat"] == 4:  # noqa: PLR2004  (the format's own number)
        return whole | {"nbformat_minor": 4, "cells": _slim_cells(raw["cells"], "source")}
    sheets = [{"metadata": {}, "cells": _slim_cells(sheet["cells"], "input")} for sheet in raw["worksheets"]]
    return whole | {"nbformat_minor": 0, "worksheets": sheets}


def _slim_cells(cells: list[Any], code: str) -> list[dict[str, Any]]:
    if not isinstance(cells, list):
        raise TypeError("cells are a list")
    return [_slim_cell(cell, code) for cell in cells if cell["cell_type"] in _KINDS]


def _slim_cell(cell: dict[str, Any], code: str) -> dict[str, Any]:
    kind = cell["cell_type"]
    told = cell[code if kind == "code" else "source"]
    # JSON can spell half a character, which no text can hold.
    text = "".join([told] if isinstance(told, str) else told).encode("utf-8", "replace").decode()
    slim: dict[str, Any] = {"cell_type": kind, "metadata": {}, (code if kind == "code" else "source"): text}
    if kind == "heading":
        return slim | {"level": 1}
    if kind == "code":
        of_format = (
            {"language": "python", "collapsed": False} if code == "input" else {"execution_count": None}
        )
        return slim | {"outputs": []} | of_format
    return slim
