"""Code as lines: two programs that differ in layout only have the same."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.catalog.lines import as_written, forms, squeeze, statements

PROGRAM = """\
def f(x):
    '''Doc.'''
    if (x > 1):
        return g(x,
                 y='a')  # why
    else:
        for i in range(3): x += i
    try:
        h()
    except ValueError as error:
        raise KeyError from error
"""


def _texts(program: str) -> list[str]:
    return [line.text for line in statements(ast.parse(program).body)]


def test_statements_stand_in_order() -> None:
    """Each statement is a line, a compound one its head, with the number of the line it begins in."""
    lines = [(line.number, line.text) for line in statements(ast.parse(PROGRAM).body)]
    assert lines == [
        (1, "deff(x):"),
        (3, "ifx>1:"),
        (4, 'returng(x,y="a")'),
        (7, "foriinrange(3):"),
        (7, "x+=i"),
        (9, "h()"),
        (11, "raiseKeyErrorfromerror"),
    ]


def test_layout_makes_no_difference() -> None:
    """A program and what Python makes of its tree have the same statements."""
    assert _texts(PROGRAM) == _texts(ast.unparse(ast.parse(PROGRAM)))


@given(st.lists(st.sampled_from(["a = 1", "b(2)", "return c", "while d: e()"]), max_size=6))
def test_indentation_makes_no_difference(program: list[str]) -> None:
    """The lines of a text do not depend on how far they are indented, quoted or listed."""
    plain = [line.text for line in as_written("\n".join(program))]
    for mark in ("    ", "> ", ">>> ", "- ", "\t"):
        assert [line.text for line in as_written("\n".join(mark + line for line in program))] == plain


def test_code_in_a_sentence() -> None:
    """What stands between backticks is a line of its own, with the number of the line it stands in."""
    assert [(line.number, line.text) for line in as_written("x\nwrite `a + b`.")][2] == (2, "a+b")


def test_code_in_a_comment() -> None:
    """What was commented out, with the comments it had, is among a text's forms."""
    made = [[line.text for line in form] for form in forms("# a = 1  # one\n# b = 2\n")]
    assert ["a=1", "b=2"] in made


@pytest.mark.parametrize(
    "line", ["import torch", "from torch import nn", "@pytest.mark.points(1)", "else:", "return"]
)
def test_lines_of_any_program(line: str) -> None:
    """Imports, decorators and single words say nothing, and are left out."""
    assert as_written(f"    {line}") == []


def test_quotation_marks() -> None:
    """One kind of quotation marks is as good as the other."""
    assert squeeze("f('a')") == squeeze(' f( "a" )')


@pytest.mark.filterwarnings("error")
def test_a_text_that_python_would_warn_of() -> None:
    """What Python finds doubtful in a student's text is read without a word."""
    assert forms('x = "\\d"\n')[-1][0].text == 'x="\\\\d"'
