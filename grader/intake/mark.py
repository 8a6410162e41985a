"""Where an exercise's part of a file begins: `# exercise: mlp`, or a heading with the slug in it."""

import re
from collections.abc import Sequence

import msgspec

_LINE = re.compile(r"#+[ \t]*exercise[ \t]*:[ \t]*[`'\"]?([^\s`'\"]+)[`'\"]?[ \t]*", re.IGNORECASE)
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(.*)")
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
    return [Mark(line=number, slug=_slug(one[1], slugs), word=one[1]) for number, one in found if one]


def find_heading(text: str, slugs: Sequence[str], line: int) -> Mark | None:
    """The last mark among the headings of a Markdown cell; the code behind it begins at `line`.

    A heading is one if it has a slug in backticks, begins with one, or has one with an underscore: others,
    such as `pooling`, are words that any heading may have. Small letters and capitals are told apart.
    """
    marks = [
        Mark(line=line, slug=slug, word=slug)
        for heading in map(_HEADING.match, text.splitlines())
        if heading and (slug := _in_heading(heading[1], slugs))
    ]
    return marks[-1] if marks else None


def _slug(word: str, slugs: Sequence[str]) -> str:
    plain = word.casefold().replace("-", "_")
    return next((slug for slug in slugs if slug.casefold() == plain), "")


def _in_heading(heading: str, slugs: Sequence[str]) -> str:
    places = []
    for slug in slugs:
        word = rf"(?<!\w){re.escape(slug)}(?!\w)"
        patterns = [rf"`{re.escape(slug)}`", rf"^{_LEAD}{word}", *([word] if "_" in slug else [])]
        found = [one.end() for one in (re.search(each, heading) for each in patterns) if one]
        places += [(min(found), slug)] if found else []
    return min(places)[1] if places else ""
