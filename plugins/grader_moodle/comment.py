"""What students read in Moodle beside their grade, as its editor's HTML."""

import html
import re
from collections.abc import Iterator, Sequence

from grader.model.outcome import Visibility
from grader.model.result import CheckResult
from grader.report.inert import shorten, visible
from grader.report.points import Mark
from grader.report.seen import Seen, seen
from grader.report.words import NOT_YOURS, count, ended, further, points

# What our comments begin with, and a person's do not.
SIGNED = "Graded automatically:"
_LONGEST = 20_000
# Every entity ends with a semicolon, and the file may be opened by a program that splits there.
_FORMULA = re.compile(
    "(?<=[;|])([^\\S\\n]*[\"'\u2018\u2019\u201c\u201d\uff02\uff07]*)([=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b])"
)


def comment(mark: Mark, shown: frozenset[Visibility]) -> str:
    """One line of HTML: each exercise, and its checks that students may see now."""
    lines = [f"<p>{SIGNED}</p>"]
    for standing in mark.standings:
        one = seen(standing, shown)
        lines.append(f"<p><strong>{_text(standing.submission.slug)}</strong>: {_text(_said(one))}</p>")
        if one.listed:
            checks = "".join(_check(check, standing.told(check)) for check in one.listed)
            lines.append(f"<ul>{checks}</ul>")
    return _whole(lines)


def is_ours(text: str) -> bool:
    """Whether a comment was written here."""
    return SIGNED in text[:200]


def _said(one: Seen) -> str:
    if one.standing.error:
        return NOT_YOURS
    parts: list[str] = []
    if one.checks:
        of_what = "the checks shown here" if one.withheld else "all checks"
        parts.append(f"{points(one.score.earned)} of {count(one.score.possible, 'point')} for {of_what}")
    if one.withheld:
        parts.append(further(one.withheld, one.withheld_points))
    return "; ".join([*parts, *([one.standing.note] if one.standing.note else [])])


def _check(result: CheckResult, told: str) -> str:
    earned = f"{points(result.earned)} of {count(result.check.points, 'point')}"
    said = f"{ended(result)} ({earned}): {result.check.description or result.check.name}"
    message = f"<br>{_text(told)}" if told else ""
    return f"<li>{_text(said)}{message}</li>"


def _text(text: str) -> str:
    lines = html.escape(shorten(visible(text).strip(), 2_000)).replace("\t", " ").splitlines()
    whole = "<br>".join(line.strip() for line in lines if line.strip())
    return _FORMULA.sub(lambda found: f"{found[1]}&#{ord(found[2])};", whole)


def _whole(lines: Sequence[str]) -> str:
    return "".join(_fitting(lines))


def _fitting(lines: Sequence[str]) -> Iterator[str]:
    length = 0
    for line in lines:
        length += len(line)
        if length > _LONGEST:
            yield "<p>…</p>"
            return
        yield line
