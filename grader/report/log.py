"""What a student reads of a run in the log of a CI job: plain lines, which no runner takes for commands."""

import math
import re
from collections.abc import Iterator, Sequence

from grader.model.result import CheckResult
from grader.report.inert import shorten, visible
from grader.report.seen import Seen, seen
from grader.report.standing import standings
from grader.report.words import NOT_YOURS, count, ended, further, points
from grader.seams import Gradings

_LONGEST_LINE = 1000
_LONGEST_MESSAGE = 4000
# GitHub's runner looks for `##[command]` anywhere in a line, Azure's for `##vso[command]`, TeamCity's for
# `##teamcity[command]`; and GitHub's for `::command::` at a line's beginning, spaces before it or not.
_ANYWHERE = re.compile(r"##(?=\w*\[)")
_BEGINNING = re.compile(r"^\s*::")


def log_line(text: str) -> str:
    """At most 1,000 characters of the text as one line that is no command to a runner of CI jobs."""
    line = shorten(" ".join(visible(text).split()), _LONGEST_LINE)
    return _BEGINNING.sub(": :", _ANYWHERE.sub("# #", line))


def log_lines(gradings: Gradings) -> Iterator[str]:
    """Each exercise with its checks, what was left out, and the total; what is not shown stays unsaid."""
    titles = {exercise.slug: exercise.title for exercise in gradings.exercises}
    all_seen = [seen(standing, gradings.shown) for standing in standings(gradings)]
    for one in all_seen:
        submission = one.standing.submission
        where = "" if submission.problem else f" ({submission.filename})"
        yield log_line(f"{submission.slug}: {titles[submission.slug]}{where}")
        yield from _exercise(one)
        yield ""
    for finding in gradings.findings:
        yield log_line(f"note: {finding.message}")
    yield f"total: {total_text(all_seen)}"


def _exercise(one: Seen) -> Iterator[str]:
    standing = one.standing
    if standing.note:
        yield "  " + log_line(f"note: {standing.note}")
    if standing.error:
        yield f"  {NOT_YOURS}"
    for result in one.listed:
        yield from _check(result, standing.told(result))
    if one.withheld:
        yield f"  {further(one.withheld, one.withheld_points)}"
    if one.checks:
        yield f"  {points(one.score.earned)} of {count(one.score.possible, 'point')}"


def _check(result: CheckResult, told: str) -> Iterator[str]:
    earned = f"{points(result.earned)} of {points(result.check.points)}"
    description = result.check.description or result.check.name
    yield "  " + log_line(f"{ended(result)} ({earned}): {description}")
    if told:
        # The bar tells what the student's program said from what the grader says.
        for line in visible(shorten(told, _LONGEST_MESSAGE)).strip("\n").split("\n"):
            yield f"    | {_ANYWHERE.sub('# #', shorten(line, _LONGEST_LINE))}".rstrip()


def total_text(all_seen: Sequence[Seen]) -> str:
    """Such as `12.5 of 20 points, and 3 points for checks that are not shown`."""
    earned = math.fsum(one.score.earned for one in all_seen if not math.isnan(one.score.earned))
    possible = math.fsum(one.score.possible for one in all_seen)
    waiting = sum(math.isnan(one.score.earned) for one in all_seen)
    said = f"{points(earned)} of {count(possible, 'point')}"
    withheld = math.fsum(one.withheld_points for one in all_seen)
    if withheld:
        said += f", and {count(withheld, 'point')} for checks that are not shown"
    return f"{said}; {count(waiting, 'exercise')} could not be graded" if waiting else said
