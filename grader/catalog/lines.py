"""Code as lines that can be compared, whatever its layout."""

import ast
import contextlib
import copy
import re
import warnings
from collections.abc import Iterable

import msgspec

_CODE_OR_COMMENT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|#.*""")
_MARK_OF_COMMENT = re.compile(r"^\s*#")
_BEFORE_CODE = re.compile(r"^(?:>+|\.\.\.|[-*+](?=\s))\s*")
_COMMON = re.compile(r"(?:import|from)\s|@|(?:else|try|finally):$|(?:pass|return|break|continue)$")
_BLOCKS = ("body", "handlers", "cases", "orelse", "finalbody")


class Line(msgspec.Struct, frozen=True):
    """A line of code without blanks and comments, and where it stands, counted from 1."""

    number: int
    text: str


def forms(text: str) -> list[list[Line]]:
    """A text as lines to compare: as they stand, with comments taken for code, and, if Python, as statements.

    The statements of two programs are equal where only their layout and their docstrings differ.
    """
    lines = text.splitlines()
    made = [as_written(text)]
    if "#" in text:
        made.append(_lines(line.replace("#", " ") for line in lines))
        # Code that was commented out may have had comments of its own.
        made.append(_lines(_CODE_OR_COMMENT.sub(r"\1", _MARK_OF_COMMENT.sub("", line)) for line in lines))
    # What is no Python is a text for people, or a program that is none.
    with (
        contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError),
        warnings.catch_warnings(action="ignore"),
    ):
        made.append(statements(ast.parse(text).body))
    return made


def squeeze(line: str) -> str:
    """A line without blanks, with one kind of quotation marks, without the mark of an item or a quotation."""
    return "".join(_BEFORE_CODE.sub("", line.strip()).split()).replace("'", '"')


def as_written(text: str) -> list[Line]:
    """The lines of a text as they stand, without comments."""
    return _lines(_CODE_OR_COMMENT.sub(r"\1", line) for line in text.splitlines())


def _lines(lines: Iterable[str]) -> list[Line]:
    # Code in the middle of a sentence stands between backticks.
    parts = [(number, part) for number, line in enumerate(lines, 1) for part in line.split("`")]
    made = [Line(number, squeeze(part)) for number, part in parts if not _COMMON.match(part.strip())]
    return [line for line in made if line.text]


def statements(body: Iterable[ast.AST]) -> list[Line]:
    """The statements of a program from top to bottom, of compound ones the head; docstrings are left out."""
    made = []
    for node in body:
        blocks = {
            name: getattr(node, name) for name in _BLOCKS if isinstance(getattr(node, name, None), list)
        }
        if isinstance(node, ast.stmt) and not is_docstring(node):
            alone = copy.copy(node)
            for name in blocks:
                setattr(alone, name, [])
            lines = ast.unparse(alone).splitlines()
            head = next((line for line in lines if line and not line.startswith("@")), "")
            if not _COMMON.match(head):
                made.append(Line(node.lineno, squeeze(head)))
        for block in blocks.values():
            made += statements(block)
    return made


def is_docstring(node: ast.AST) -> bool:
    """Whether a statement does nothing but stand there: a docstring, or what is used as a comment."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
