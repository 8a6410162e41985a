"""A student's notebook as it is shown, whatever they did to it."""

import json
from collections.abc import Callable

import nbformat
import pytest
from grader_nbgrader.rebuild import GivenCell, Rebuilt, rebuild

Edit = Callable[[list[dict[str, object]]], object]


def given(name: str, source: str, *, locked: bool) -> GivenCell:
    """A cell as nbgrader gave it out."""
    metadata = {
        "grade_id": name,
        "grade": locked,
        "solution": not locked,
        "locked": locked,
        "schema_version": 3,
    }
    return GivenCell(name=name, kind="code", source=source, locked=locked, metadata=metadata)


GIVEN = [
    given("solution-double", "raise", locked=False),
    given("check-a", "print('a')", locked=True),
    given("check-b", "print('b')", locked=True),
]
SAME = ["answer", "print('a')", "print('b')", "own"]


def cells() -> list[dict[str, object]]:
    """A notebook as it was given out, with an answer and a cell of the student's own."""
    told = [({"nbgrader": one.metadata}, one.source) for one in GIVEN]
    told[0] = (told[0][0], "answer")
    return [
        {"cell_type": "code", "metadata": metadata, "source": text, "outputs": [{"output_type": "error"}]}
        for metadata, text in [*told, ({}, "own")]
    ]


def made(edit: Edit = lambda _: None) -> Rebuilt:
    """What comes of it after an edit, which must be a valid notebook."""
    mine = cells()
    edit(mine)
    content = json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {"kernelspec": 1}, "cells": mine})
    rebuilt = rebuild(content.encode(), "", "double.ipynb", GIVEN, '{"name": "python3", "display_name": "P"}')
    nbformat.validate(rebuilt.notebook)
    assert rebuilt.notebook.metadata.kernelspec.name == "python3"
    assert not any(cell.get("outputs") for cell in rebuilt.notebook.cells)
    return rebuilt


def sources(rebuilt: Rebuilt) -> list[str]:
    """The cells' text."""
    return [cell.source for cell in rebuilt.notebook.cells]


def test_as_it_was_given_out() -> None:
    """An honest notebook stays as it is, but for outputs and metadata."""
    rebuilt = made()
    assert sources(rebuilt) == SAME
    assert rebuilt.amiss == ()


def claim(cell: dict[str, object], **more: object) -> None:
    """Change what a cell says of itself."""
    cell["metadata"] = {"nbgrader": {**cell["metadata"]["nbgrader"], **more}}  # type: ignore[index]


@pytest.mark.parametrize(
    ("edit", "expected", "amiss"),
    [
        (lambda mine: mine[1].update(source="pass"), SAME, "cell 2: 'check-a' was changed"),
        (lambda mine: mine[1].update(cell_type="markdown"), SAME, "cell 2: 'check-a' was changed"),
        (
            lambda mine: mine[0].update(cell_type="markdown"),
            SAME,
            "cell 1: 'solution-double' had become a markdown cell",
        ),
        (lambda mine: mine.pop(1), SAME, "no cell with the grade id 'check-a'"),
        (lambda mine: mine.pop(0), ["raise", *SAME[1:]], "no cell with the grade id 'solution-double'"),
        (
            lambda mine: mine.append(dict(mine[0], source="again")),
            [*SAME, "again"],
            "cell 5: the grade id 'solution-double' stands there again",
        ),
        (
            lambda mine: claim(mine[0], grade_id="mine"),
            ["raise", *SAME],
            "cell 1: the grade id 'mine' is not one that was given out",
        ),
        (lambda mine: mine.reverse(), SAME, ""),
        (lambda mine: claim(mine[1], points=99, solution=True, schema_version=1), SAME, ""),
    ],
)
def test_edits(edit: Edit, expected: list[str], amiss: str) -> None:
    """Whatever was done to given cells, they are all there once, as given out; and what was amiss is said."""
    rebuilt = made(edit)
    assert sorted(sources(rebuilt)) == sorted(expected)
    told = [cell.metadata.nbgrader for cell in rebuilt.notebook.cells if cell.metadata]
    assert sorted(one["grade_id"] for one in told) == ["check-a", "check-b", "solution-double"]
    assert {one["schema_version"] for one in told} == {3}
    assert not any(one.get("points") for one in told)
    assert any(one.startswith(amiss) for one in rebuilt.amiss) or not amiss


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"nbformat": 4}', b'{"nbformat": 4, "cells": [{"cell_type": "code"}]}']
)
def test_no_notebook(content: bytes) -> None:
    """Of what is no notebook the given cells are shown, under the reason."""
    rebuilt = rebuild(content, "", "double.ipynb", GIVEN, "")
    nbformat.validate(rebuilt.notebook)
    assert sources(rebuilt)[1:] == ["raise", "print('a')", "print('b')"]
    assert rebuilt.amiss[0].startswith("double.ipynb ")
    assert rebuilt.amiss[0].replace("`", " ") in sources(rebuilt)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b, **x**, $y_1$", "a < b, **x**, $y_1$"),
        ("<script>x()</script><!--", "&lt;script>x()&lt;/script>&lt;!--"),
        ("[x](javascript:x()) ![y](data:z)", "[x] (javascript:x()) ![y] (data:z)"),
        ("[x]: javascript:x()", "[x] : javascript:x()"),
        (r"$\href{javascript:x()}{y}$", r"$\text{javascript:x()}{y}$"),
    ],
)
def test_markdown_does_nothing(text: str, expected: str) -> None:
    """A student's Markdown neither runs a script nor links to one in formgrader."""
    rebuilt = made(lambda mine: mine.append({"cell_type": "markdown", "metadata": {}, "source": text}))
    assert sources(rebuilt)[-1] == expected


def test_endless_text() -> None:
    """A cell of megabytes is cut for showing."""
    rebuilt = made(lambda mine: mine[0].update(source="x" * 10**6))
    assert max(map(len, sources(rebuilt))) <= 50_000


def test_an_old_notebook() -> None:
    """A notebook of format 3 has its text shown, and the given cells besides."""
    cell = {"cell_type": "code", "input": "x = 1", "metadata": {}, "outputs": [], "language": "python"}
    content = json.dumps({"nbformat": 3, "metadata": {}, "worksheets": [{"cells": [cell]}]})
    rebuilt = rebuild(content.encode(), "", "double.ipynb", GIVEN, "")
    assert "x = 1" in sources(rebuilt)
    assert len(sources(rebuilt)) == 4
