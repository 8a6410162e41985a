"""A program without its comments, where it is certain that nothing else of it is lost."""

import ast
import codecs
import io
import re
import tokenize

from grader.intake.syntax import LONGEST, NoProgram, parse

_CODING = re.compile(rb"coding[:=][ \t]*([-\w.]+)")
_UTF_8 = frozenset({b"utf-8", b"utf8"})
# These are no mere comments: torch.jit takes a function's types from them.
_TYPES = re.compile(r"#\s*type\s*:")


def bare(source: bytes) -> bytes | None:
    """The program without comments and without blanks at the ends of its lines, each line where it was.

    Both compile to the same code, with the same lines and columns: their syntax trees are compared. None is
    the answer where that cannot be said: for what is no program or too long to look into, for another
    encoding than UTF-8, and for a program into whose strings a comment goes (`f"{x=}"` over several lines).
    """
    if len(source) > LONGEST or _encoded_otherwise(source):
        return None
    try:
        text = _unified(source).decode()
        plain = _without_comments(text)
        same = _tree(plain) == _tree(text)
    except (NoProgram, SyntaxError, ValueError, RecursionError, tokenize.TokenError):
        return None
    return plain.encode() if same else None


def outline(source: bytes) -> bytes:
    """What two sources with the same `bare` program share, found without looking into them.

    That is each line up to its first `#`, whether or not that begins a comment.
    """
    return b"\n".join(line.partition(b"#")[0].rstrip() for line in _unified(source).split(b"\n")).rstrip()


def _unified(source: bytes) -> bytes:
    return source.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n")


def _encoded_otherwise(source: bytes) -> bool:
    lines = _unified(source).split(b"\n", 2)[:2]
    named = {name.lower() for line in lines for name in _CODING.findall(line)}
    # A carriage return alone ends a line for the parser, and not for all who count lines.
    return not named <= _UTF_8 or b"\r" in _unified(source)


def _without_comments(text: str) -> str:
    lines = text.split("\n")
    in_strings: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        (first, column), (last, _) = token.start, token.end
        if token.type == tokenize.ERRORTOKEN:
            raise NoProgram(f"line {first} has no tokens")
        if token.type == tokenize.COMMENT and not _TYPES.match(token.string):
            lines[first - 1] = lines[first - 1][:column]
        in_strings.update(range(first, last))
    kept = [line if row in in_strings else line.rstrip(" \t\f") for row, line in enumerate(lines, 1)]
    return "\n".join(kept).rstrip("\n")


def _tree(text: str) -> str:
    return ast.dump(parse(text), include_attributes=True)
