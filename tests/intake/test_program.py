"""The program that a notebook's cells make."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.notebook import Cell
from grader.intake.program import Program, assemble


def _assemble(*texts: str) -> Program:
    return assemble([Cell(kind="code", text=text) for text in texts], ["mlp", "cnn"])


def _run(program: Program) -> dict[str, object]:
    namespace: dict[str, object] = {}
    exec(compile(program.text.encode(), "hw.ipynb", "exec", dont_inherit=True), namespace)  # noqa: S102
    return namespace


def test_cells_stand_below_each_other() -> None:
    """The program has the cells' lines, and the line at which each begins."""
    program = _assemble("x = 1\ny = 2", "z = x + y")
    assert program.text == "# coding: utf-8\n\nx = 1\ny = 2\nz = x + y\n"
    assert program.cells == (3, 5)
    assert program.notes == ()


@pytest.mark.parametrize(
    ("cell", "complaint"),
    [
        ("x = 1\nfor x in\n", "invalid syntax, line 2 (`for x in`)"),
        ("return 1", "'return' outside function, line 1 (`return 1`)"),
        ("await f()", "'await' outside function, line 1 (`await f()`)"),
        ("x = \0", "source code string cannot contain null bytes"),
        ("(" * 3000, "too many nested parentheses, line 1 (`"),
        ("-" * 50_000 + "1", "nested too deeply"),
        ("x = 1\n" * 60_000, "longer than 64 KiB"),
        ("import " + "a." * 20_000 + "a", "a dotted name of more than 200 parts"),
        ("%%time\nx = (", "'(' was never closed, line 2 (`x = (`)"),
    ],
)
def test_a_cell_that_is_no_python_is_left_out(cell: str, complaint: str) -> None:
    """The others count, stand where they would have stood, and a note names the cell."""
    program = _assemble("x = 3", cell, "y = x")
    (note,) = program.notes
    if "null" not in complaint:
        assert note.text.startswith(f"cell 2 is left out: {complaint}")
    assert note.text.startswith("cell 2 is left out: ")
    assert note.line == program.cells[1]
    assert _run(program)["y"] == 3
    assert program.text.splitlines()[program.cells[2] - 1] == "y = x"


def test_a_cell_of_another_language_is_left_out_without_a_word() -> None:
    """A `%%bash` cell was never meant to be Python."""
    program = _assemble("%%bash\npip install x\n", "y = 1")
    assert (program.notes, _run(program)["y"]) == ((), 1)


def test_magics_cost_nothing() -> None:
    """The rest of a cell with magics is there, and `get_ipython` is not asked for."""
    program = _assemble(
        "%matplotlib inline\n!pip install torchsummary\n%time x = 1", "    y = !ls\n    y.append(x)\n"
    )
    assert "get_ipython" not in program.text
    assert _run(program)["y"] == [1]


def test_future_imports_are_heeded_wherever_they_stand() -> None:
    """In a notebook each cell may have its own; in the program they would not stand first."""
    program = _assemble(
        "%matplotlib inline\nfrom __future__ import print_function, annotations\nx = 1", "def f(a: B): 0"
    )
    assert _run(program)["f"].__annotations__ == {"a": "B"}  # type: ignore[attr-defined]
    assert program.text.splitlines()[4] == "x = 1"


def test_a_cell_cannot_change_the_encoding() -> None:
    """What a cell says of an encoding is a comment."""
    assert _run(_assemble("# coding: latin-1\nx = 'é'"))["x"] == "é"


def test_marks_and_headings() -> None:
    """A comment marks its line, and a heading the code behind it; cells of text are not counted."""
    cells = [
        Cell(kind="code", text="import torch"),
        Cell(kind="markdown", text="Intro\n\n# `mlp`: a perceptron"),
        Cell(kind="code", text="x = 1\n# exercise: cnn\ny = 2"),
        Cell(kind="markdown", text="## mlp"),
    ]
    program = assemble(cells, ["mlp", "cnn"])
    assert [(mark.line, mark.slug) for mark in program.marks] == [(4, "mlp"), (5, "cnn"), (7, "mlp")]
    assert program.cells == (3, 4)


@given(st.lists(st.text(alphabet="x=1 \n\r\t%!?#'\"(:é\x0c\u2028", max_size=30), max_size=5))
def test_any_cells_make_a_program(texts: list[str]) -> None:
    """Whatever the cells hold, the program is valid Python, and a cell's lines are where its start says."""
    program = _assemble(*texts)
    ast.parse(program.text)
    lines = program.text.split("\n")
    for number, (start, text) in enumerate(zip(program.cells, texts, strict=True)):
        own = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        there = lines[start - 1 : start - 1 + len(own)]
        end = program.cells[number + 1] if number + 1 < len(texts) else len(lines)
        assert end - start == len(own)
        assert all(
            new.strip() in {old.strip(), "", "pass"} or set(old) & set("%!?")
            for old, new in zip(own, there, strict=True)
        )
