"""Programs without their comments."""

import ast
import io
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.bare import bare, outline
from grader.intake.syntax import LONGEST

# Lines of programs; after those that are marked True a comment may stand.
BLOCKS = (
    (("def f(x):", True), ("    return x + 1", True)),
    (('TEXT = "# no comment"', True),),
    (("TEXT = '''  ", False), ("# no comment either  ", False), ("'''", True)),
    (("rows = [", True), ("    1,", True), ("", True), ("]", True)),
    (("class A:", True), ("", True), ("    '''Docs.'''", True)),
    (("y = 1 + \\", False), ("    2", True)),
    (("if 1:", True), ("\tz = f'{1}#'", True), ("else: pass", True)),
    (("", True), ("\f", True)),
)
PROGRAMS = st.lists(st.sampled_from(BLOCKS), max_size=6)
# A mark in each comment, so that it can be looked for.
COMMENTS = st.text("ab #'\"\\é", max_size=8).map("# né{}".format)
PIECES = [*"#'\"\\\n\r\f\t {}[]():=,.fbxéi1", "'''", "# type: int", "if x:\n "]
NASTY = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@st.composite
def decorated(draw: st.DrawFn, program: list[tuple[tuple[str, bool], ...]]) -> bytes:
    """A way to write the program: comments, blanks, line ends and a byte order mark as they fall."""
    lines = []
    for line, free in (line for block in program for line in block):
        comment = draw(st.sampled_from(["", "  ", " \t"]) | COMMENTS) if free else ""
        lines.append(line + comment)
    lines += draw(st.lists(st.sampled_from(["", "    "]) | COMMENTS, max_size=3))
    text = draw(st.sampled_from(["\n", "\r\n"])).join([*lines, ""])
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


def tree(source: bytes) -> str:
    """What the parser makes of it, with lines and columns."""
    return ast.dump(ast.parse(source), include_attributes=True)


@given(st.data(), PROGRAMS)
def test_only_comments_are_lost(data: st.DataObject, program: list[tuple[tuple[str, bool], ...]]) -> None:
    """However the same program is commented it comes out the same, with no comment left in it."""
    first, second = data.draw(decorated(program)), data.draw(decorated(program))
    plain = bare(first)
    assert plain is not None
    assert plain == bare(second)
    assert tree(plain) == tree(first)
    assert "né".encode() not in plain


@given(NASTY)
def test_nothing_is_claimed_of_what_is_not_understood(text: str) -> None:
    """Whatever the text, what comes out is the same program without a comment, or nothing at all."""
    plain = bare(text.encode())
    if plain is None:
        return
    assert tree(plain) == tree(text.encode())
    assert bare(plain) == plain
    assert outline(plain) == outline(text.encode())
    tokens = tokenize.generate_tokens(io.StringIO(plain.decode()).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    assert all("type" in comment for comment in comments)


@pytest.mark.parametrize(
    "source",
    [
        b"def f(x)\n",
        b"return 1\n",
        b"x = 'no end\n",
        b"if 1:\n        x = 1\n    y = 1\n",
        b"# coding: latin-1\nx = '\xe9'\n",
        b"#!/bin/python\n# vim: set fileencoding=utf-7 :\nx = 1\n",
        b"x = '\xff'\n",
        b"x = 1\ry = 2\n",
        b"x = 0x" + b"f" * 5000 + b"\n",
        b"x = " + b"-" * 3000 + b"1\n",
        b"x = 1\n" * (LONGEST // 6 + 1),
    ],
)
def test_what_is_not_looked_into(source: bytes) -> None:
    """No program, another encoding, lines that end otherwise, too deep, too long: nothing is said of it."""
    assert bare(source) is None


@pytest.mark.parametrize(
    "other",
    [
        b"def f(x):\n    '''Adds 1'''\n    return x + 1\n",
        b"def f(x):\n    '''Adds.'''\n\n    return x + 1\n",
        b"def f(y):\n    '''Adds.'''\n    return y + 1\n",
        b"def f(x):\n    '''Adds.'''\n    return x+1\n",
        b"def f(x):\n    '''Adds.'''\n    return x + 1  # type: ignore\n",
    ],
)
def test_what_is_another_program(other: bytes) -> None:
    """Other docstrings, lines, names and spacing, and comments with types in them, make another program."""
    assert bare(other) != bare(b"def f(x):\n    '''Adds.'''\n    return x + 1  # more\n")
    assert bare(other) is not None
