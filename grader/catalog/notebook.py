"""An exercise as a notebook: the text of its README, and the code of its stub, cell by cell."""

import ast
import base64
import io
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from grader.catalog.given import README, SHOWN

_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_PICTURE_ALONE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_KINDS = {".png": "image/png", ".svg": "image/svg+xml"}
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

CHECK_IT = """## Check it

Save the notebook, and let the public tests look at it. (`grader` must be installed where it runs.)"""


def make_notebook(slug: str, title: str, files: Mapping[str, bytes]) -> bytes:
    """The notebook `<slug>.ipynb` (nbformat 4.5, UTF-8 JSON); the same input gives the same bytes.

    Its code cells, one after the other and without the last, are the stub: the imports and the module's
    docstring first, then a cell for each function and class. Pictures are put into the text as data URIs,
    because JupyterLab shows no attachment that is an SVG.

    Args:
        slug: the exercise's slug; the first heading names it, as that tells whose cells these are.
        title: for that heading, where the README has none with the slug.
        files: what students may have of the exercise, as `given` returns it.
    """
    cells = [make_cell("markdown", text) for text in assignment_texts(slug, title, files)]
    cells += [make_cell("code", code) for code in split_code(files[f"{slug}.py"].decode())]
    cells += [make_cell("markdown", CHECK_IT), make_cell("code", f"!grader check {slug}.ipynb")]
    return join_cells(cells)


def assignment_texts(slug: str, title: str, files: Mapping[str, bytes]) -> list[str]:
    """The README as texts for Markdown cells, its pictures in them; arguments as of `make_notebook`."""
    texts = list(_sections(_embed(files[README].decode(), files)))
    if not texts or not re.match(rf"# .*`{re.escape(slug)}`", texts[0]):
        texts.insert(0, f"# `{slug}`: {title}")
    return texts


def make_cell(
    kind: Literal["code", "markdown"], source: str, metadata: Mapping[str, object] | None = None
) -> dict[str, object]:
    """A cell of nbformat 4.5, but for its id."""
    cell = {"cell_type": kind, "metadata": metadata or {}, "source": source.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def join_cells(cells: Sequence[Mapping[str, object]]) -> bytes:
    """The notebook (nbformat 4.5, UTF-8 JSON) that has these cells, for a kernel of Python 3."""
    notebook = {
        "cells": [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    # As Jupyter writes it, so that saving a notebook changes no more than what was changed in it.
    return f"{json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


def split_code(source: str) -> Iterator[str]:
    """The top level of a module in pieces: each definition is one, and so is what lies between two of them.

    A comment above a definition belongs to it. Blank lines at a piece's edges are left out; nothing else is.
    """
    lines = io.StringIO(source).readlines()
    cuts = [0]
    for node in ast.parse(source).body:
        if isinstance(node, _DEFINITIONS):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)]) - 1
            while first > cuts[-1] and lines[first - 1].startswith("#"):
                first -= 1
            cuts += [first, node.end_lineno or node.lineno]
    for begin, end in itertools.pairwise([*cuts, len(lines)]):
        piece = "".join(lines[begin:end]).strip("\n")
        if piece:
            yield piece


def _sections(text: str) -> Iterator[str]:
    """A text cut before each of its headings, and around each picture that is a paragraph of its own."""
    section: list[str] = []
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if mark and fence in {"", mark[1]}:
            fence = "" if fence else mark[1]
        alone = not fence and _PICTURE_ALONE.fullmatch(line.strip()) is not None
        if (alone or (not fence and re.match(r"#{1,6} ", line))) and "".join(section).strip():
            yield "\n".join(section).strip("\n")
            section = []
        section.append(line)
        if alone:
            yield line.strip()
            section = []
    if "".join(section).strip():
        yield "\n".join(section).strip("\n")


def _embed(text: str, files: Mapping[str, bytes]) -> str:
    def embed(shown: re.Match[str]) -> str:
        group = str(shown.lastgroup)
        name = shown[group]
        if name not in files:
            return shown[0]
        data = base64.b64encode(files[name]).decode("ascii")
        at = shown.start(group) - shown.start()
        return f"{shown[0][:at]}data:{_KINDS[name[-4:].lower()]};base64,{data}{shown[0][at + len(name) :]}"

    return SHOWN.sub(embed, text)
