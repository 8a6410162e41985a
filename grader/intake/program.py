"""One program of a notebook's cells, in which every cell's lines stay as many as they were."""

import ast
import itertools
import re
from collections.abc import Sequence

import msgspec

from grader.intake.magic import without_magics
from grader.intake.mark import Mark, find_heading, find_marks
from grader.intake.notebook import Cell
from grader.intake.syntax import NoProgram, parse

# The first line settles the encoding, whatever a cell may say of one; the second is for `__future__`.
_HEAD = ("# coding: utf-8\n", "\n")
_QUOTED = 60


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of the code at a line."""

    line: int
    text: str


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """The program's text, the lines (from 1) at which code cells begin, its marks, and what was left out."""

    text: str
    cells: tuple[int, ...]
    marks: tuple[Mark, ...]
    notes: tuple[Note, ...]


def assemble(cells: Sequence[Cell], slugs: Sequence[str]) -> Program:
    """The program of a notebook: its code cells in their order, magics turned into Python.

    A cell in another language is left out; so is one that is no valid Python, with a note that names it.
    """
    lines = list(_HEAD)
    starts: list[int] = []
    marks: list[Mark] = []
    notes: list[Note] = []
    for cell in cells:
        begin = len(lines) + 1
        if cell.kind == "markdown":
            if heading := find_heading(cell.text, slugs, begin):
                marks.append(heading)
            continue
        starts.append(begin)
        text = cell.text.replace("\r\n", "\n").replace("\r", "\n") + "\n"
        marks += find_marks(text.split("\n"), slugs, begin)
        code, annotations, complaint = _python_of(text)
        if annotations:
            lines[1] = "from __future__ import annotations\n"
        if complaint:
            notes.append(Note(line=begin, text=f"cell {len(starts)} is left out: {complaint}"))
        lines += [f"{line}\n" for line in code.removesuffix("\n").split("\n")]
    return Program(text="".join(lines), cells=tuple(starts), marks=tuple(marks), notes=tuple(notes))


def _python_of(text: str) -> tuple[str, bool, str]:
    """A cell's code, whether it asks for postponed annotations, and why it is left out, if it is."""
    nothing = "\n" * text.count("\n")
    try:
        return _without_futures(text, parse(text))
    except NoProgram as error:
        first = error
        plain = without_magics(text)
    if plain is None:
        return nothing, False, ""
    # IPython takes a cell that is indented as a whole.
    code = _dedent(plain) if plain.lstrip("\n").startswith((" ", "\t")) else plain
    try:
        if code == text:
            raise first
        return _without_futures(code, parse(code))
    except NoProgram as error:
        where = re.search(r"line (\d+)$", str(error))
        quoted = text.split("\n")[int(where[1]) - 1].strip()[:_QUOTED] if where else ""
        return nothing, False, f"{error} (`{quoted}`)" if quoted else str(error)


def _dedent(text: str) -> str:
    # The library's makes a pattern of the margin, and takes seconds for one of a million tabs.
    lines = text.split("\n")
    # What the first and the last of them share, in the order of letters, all of them share.
    indents = sorted(line[: len(line) - len(line.lstrip(" \t"))] for line in lines if line.strip()) or [""]
    pairs = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(indents[0], indents[-1], strict=False))
    margin = "".join(one for one, _ in pairs)
    return "\n".join(line.removeprefix(margin) for line in lines)


def _without_futures(code: str, tree: ast.Module) -> tuple[str, bool, str]:
    # In the program they would not stand first; all but one of them is what Python does anyway.
    futures = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    annotations = any(name.name == "annotations" for node in futures for name in node.names)
    gone = {line for node in futures for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    lines = [f"{line}\n" for line in code.removesuffix("\n").split("\n")]
    return "".join("\n" if number in gone else line for number, line in enumerate(lines, 1)), annotations, ""
