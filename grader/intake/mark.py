"""Where an exercise's part of a file begins: `# exercise: mlp`, or a heading with the slug in it."""

import ast
import functools
import itertools
import re
from collections.abc import Sequence

import msgspec

from grader.intake.syntax import NoProgram, parse

_LINE = re.compile(r"#+[ \t]*exercise[ \t]*:[ \t]*[`'\"]?([^\s`'\"]+)[`'\"]?[ \t]*", re.IGNORECASE)
_LONG_QUOTES = ('"""', "'''")
# A heading's first letters tell; a cell has some dozen headings, and texts may have millions.
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]{1,9}([^\r\n]{0,200})", re.MULTILINE)
_HEADINGS_LIMIT = 1000
# `Exercise 3: `, `Task: `, `2.1 `: what may stand before a slug that is an everyday word.
_LEAD = r"(?i:(?:exercise|assignment|task|part|problem|question)\b)?[\s\d.:()\[\]*#-]*"


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A mark at a line, counted from 1; `slug` is empty where `word` is no exercise's."""

    line: int
    slug: str
    word: str


def find_marks(lines: Sequence[str], slugs: Sequence[str], first: int = 1) -> list[Mark]:
    """The marks among lines of Python, the first of which has the number `first`."""
    found = ((number, _LINE.fullmatch(line.rstrip("\r\n"))) for number, line in enumerate(lines, first))
    marks = [Mark(line=number, slug=_slug(one[1], slugs), word=one[1]) for number, one in found if one]
    if not marks or not any(quotes in line for line in lines for quotes in _LONG_QUOTES):
        return marks
    within = {line for begin, end in _texts(lines, first) for line in range(begin + 1, end + 1)}
    return [mark for mark in marks if mark.line not in within]


def find_heading(text: str, slugs: Sequence[str], line: int) -> Mark | None:
    """The last mark among the headings of a Markdown cell; the code behind it begins at `line`.

    A heading is one if it has a slug in backticks, begins with one, or has one with an underscore: others,
    such as `pooling`, are words that any heading may have. Small letters and capitals are told apart.
    """
    if not slugs:
        return None
    naming = _naming(tuple(slugs))
    headings = itertools.islice(_HEADING.finditer(text.replace("\r", "\n")), _HEADINGS_LIMIT)
    found = [naming.search(one[1]) for one in headings]
    named = [next(filter(None, one.groups())) for one in found if one]
    return Mark(line=line, slug=named[-1], word=named[-1]) if named else None


def _texts(lines: Sequence[str], first: int) -> list[tuple[int, int]]:
    """First and last line of each string that has several; none where the lines are no program."""
    try:
        tree = parse("\n".join(line.rstrip("\r\n") for line in lines))
    except NoProgram:
        return []
    strings = [node for node in ast.walk(tree) if isinstance(node, (ast.Constant, ast.JoinedStr))]
    return [
        (node.lineno + first - 1, node.end_lineno + first - 1)
        for node in strings
        if node.end_lineno and node.end_lineno > node.lineno
    ]


def _slug(word: str, slugs: Sequence[str]) -> str:
    plain = word.casefold().replace("-", "_")
    return next((slug for slug in slugs if slug.casefold() == plain), "")


@functools.lru_cache
def _naming(slugs: tuple[str, ...]) -> re.Pattern[str]:
    any_slug = "|".join(map(re.escape, slugs))
    with_underscore = "|".join(re.escape(slug) for slug in slugs if "_" in slug) or "(?!)"
    return re.compile(rf"`({any_slug})`|^{_LEAD}({any_slug})(?!\w)|(?<!\w)({with_underscore})(?!\w)")
