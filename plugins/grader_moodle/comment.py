"""What students read in Moodle beside their grade, as its editor's HTML."""

import html
from collections.abc import Iterator, Sequence

from grader.model.outcome import Outcome, Visibility
from grader.model.result import CheckResult
from grader.report.inert import shorten, visible
from grader.report.points import Mark
from grader.report.seen import Seen, seen

# What our comments begin with, and a person's do not.
SIGNED = "Graded automatically:"
_LONGEST = 20_000
_OURS = "could not be graded; the fault is the grader's, and costs no points"


def comment(mark: Mark, shown: frozenset[Visibility]) -> str:
    """One line of HTML: each exercise, and its checks that students may see now."""
    lines = [f"<p>{SIGNED}</p>"]
    for standing in mark.standings:
        one = seen(standing, shown)
        lines.append(f"<p><strong>{_text(standing.submission.slug)}</strong>: {_text(_said(one))}</p>")
        if one.checks and not standing.note:
            lines.append(f"<ul>{''.join(_check(check) for check in one.checks)}</ul>")
    return _whole(lines)


def is_ours(text: str) -> bool:
    """Whether a comment was written here."""
    return SIGNED in text[:200]


def _said(one: Seen) -> str:
    if one.standing.error:
        return _OURS
    parts: list[str] = []
    if one.checks:
        parts.append(f"{one.score.earned:.6g} of {one.score.possible:.6g} points for the checks shown")
    if one.withheld:
        parts.append(f"{one.withheld} more worth {one.withheld_points:.6g} not shown")
    return "; ".join([*parts, *([one.standing.note] if one.standing.note else [])])


def _check(result: CheckResult) -> str:
    how = "passed" if result.outcome is Outcome.PASSED else result.outcome.value.replace("_", " ")
    points = f"{result.earned:.6g}/{result.check.points:.6g}"
    said = f"{how} ({points}): {result.check.description or result.check.name}"
    message = f"<br>{_text(result.message)}" if result.message.strip() else ""
    return f"<li>{_text(said)}{message}</li>"


def _text(text: str) -> str:
    lines = html.escape(shorten(visible(text).strip(), 2_000)).replace("\t", " ").splitlines()
    return "<br>".join(line.strip() for line in lines if line.strip())


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
