"""A student's notebook as it is to be shown: the cells that nbgrader gave out, and the student's own."""

import json
import re
from typing import Any

import msgspec
import nbformat

from grader.intake.notebook import parse_notebook, read_cells
from grader.report.inert import shorten

_KINDS = ("code", "markdown", "heading")
_LONGEST = 50_000
_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(r"\](?=[(:\[])")


class GivenCell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell as nbgrader gave it out; `metadata` is nbgrader's, whatever a student made of it."""

    name: str
    kind: str
    source: str
    locked: bool
    metadata: dict[str, object]


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """The notebook, and what was amiss with the student's, each with the cell where it was."""

    notebook: Any
    amiss: tuple[str, ...]


def given_cells(notebook: Any) -> list[GivenCell]:
    """The cells of nbgrader's `Notebook`: graded ones, solutions, tasks, and locked ones."""
    graded = {cell.name: float(cell.max_score) for cell in (*notebook.grade_cells, *notebook.task_cells)}
    grades = {cell.name for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    return [
        GivenCell(
            name=cell.name,
            kind=cell.cell_type,
            source=cell.source or "",
            locked=bool(cell.locked),
            metadata={
                "schema_version": 3,
                "grade_id": cell.name,
                "grade": cell.name in grades,
                "solution": cell.name in solutions,
                "task": cell.name in tasks,
                "locked": bool(cell.locked),
                "cell_type": cell.cell_type,
                **({"checksum": cell.checksum} if cell.checksum else {}),
                **({"points": graded[cell.name]} if cell.name in graded else {}),
            },
        )
        for cell in notebook.source_cells
    ]


def rebuild(content: bytes, problem: str, name: str, given: list[GivenCell], kernelspec: str) -> Rebuilt:
    """Put the student's text into the cells that were given out; of what else it says, ids count.

    A locked cell has the text that was given out. Of several with one id the first is taken, and the others
    are the student's own; one that is missing is put back. Outputs, and all other metadata, are left out:
    nothing of the student's is believed or shown but text. One that cannot be read has the given cells.

    Args:
        content: the file's bytes.
        problem: why there are none, or empty.
        name: what the file is called.
        given: in the order in which they were given out.
        kernelspec: as nbgrader keeps it, JSON.
    """
    texts, fault = _texts(content, name) if not problem else ([], problem)
    amiss = [fault] if fault else []
    by_name = {one.name: one for one in given}
    placed: dict[str, int] = {}
    cells: list[Any] = []
    for number, (kind, text, claim) in enumerate(texts, 1):
        one = by_name.get(claim)
        if claim and (one is None or claim in placed):
            why = "stands there again" if one else "is not one that was given out"
            amiss.append(f"cell {number}: the grade id {claim!r} {why}; the cell counts as the student's own")
            one = None
        if one is None:
            cells.append(_own(kind, _calm(kind, text)))
            continue
        if one.locked and (text != one.source or kind != one.kind):
            amiss.append(f"cell {number}: {claim!r} was changed, and is as it was given out again")
        elif kind != one.kind:
            amiss.append(f"cell {number}: {claim!r} had become a {kind} cell")
        placed[claim] = len(cells)
        cells.append(_cell(one, one.source if one.locked else _calm(one.kind, text)))
    _put_back(cells, given, placed, amiss if not fault else [])
    if fault:
        cells.insert(0, nbformat.v4.new_markdown_cell(f"`{fault.replace('`', ' ')}`"))
    metadata = {"kernelspec": json.loads(kernelspec or "{}")}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={key: it for key, it in metadata.items() if it})
    return Rebuilt(notebook=notebook, amiss=tuple(amiss))


def _put_back(cells: list[Any], given: list[GivenCell], placed: dict[str, int], amiss: list[str]) -> None:
    at = -1
    shift = 0
    for one in given:
        if one.name in placed:
            at = placed[one.name] + shift
            continue
        at += 1
        shift += 1
        cells.insert(at, _cell(one, one.source))
        amiss.append(f"no cell with the grade id {one.name!r}; it is put back")


def _texts(content: bytes, name: str) -> tuple[list[tuple[str, str, str]], str]:
    """Kind, text and claimed grade id of each cell, or none and why there are none."""
    cells, problem = read_cells(content, name)
    if problem:
        return [], problem
    raw, _ = parse_notebook(content, name)
    told = [one for one in raw.get("cells", []) if one["cell_type"] in _KINDS] if raw["nbformat"] == 4 else []  # noqa: PLR2004  (the format's own number)
    claims = [_claim(one) for one in told] or [""] * len(cells)
    return [(cell.kind, cell.text, claim) for cell, claim in zip(cells, claims, strict=True)], ""


def _claim(cell: dict[str, Any]) -> str:
    told: Any = cell.get("metadata")
    told = told.get("nbgrader") if isinstance(told, dict) else None
    grade_id = told.get("grade_id") if isinstance(told, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def _cell(one: GivenCell, text: str) -> Any:
    made = _own(one.kind, text)
    made["metadata"] = nbformat.from_dict(
        {
            "nbgrader": one.metadata,
            "deletable": False,
            **({"editable": False} if one.locked else {}),
        }
    )
    return made


def _own(kind: str, text: str) -> Any:
    return nbformat.v4.new_code_cell(text) if kind == "code" else nbformat.v4.new_markdown_cell(text)


def _calm(kind: str, text: str) -> str:
    """A student's text as it may be shown in formgrader, where a script would be the instructor's.

    Of Markdown, HTML is shown as text, and links lead nowhere. Very long text is cut: it is to be read, and
    Markdown can be made that takes hours.
    """
    short = shorten(text, _LONGEST)
    if kind == "code":
        return short
    return _LINK.sub("] ", _HTML.sub("&lt;", short)).replace("\\href", "\\text")
