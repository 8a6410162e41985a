"""The results.json of PrairieLearn's external graders, of what the student may see."""

import math

import msgspec

from grader.model.outcome import Outcome
from grader.model.result import CheckResult
from grader.report.each import Share
from grader.report.inert import shorten, visible
from grader.report.seen import Seen, seen
from grader.report.words import NOT_YOURS, count, ended
from grader.seams import Gradings

# PrairieLearn takes 1 MB, and its own fields come on top.
LIMIT_BYTES = 900_000
_LONGEST = 20_000
_SHORTEST = 40


class Test(msgspec.Struct, frozen=True, kw_only=True):
    """A check that is shown."""

    name: str
    description: str
    points: float
    max_points: float
    message: str
    output: str = ""


class Results(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole file. What is not `gradable` has no score, and costs no attempt."""

    gradable: bool
    message: str
    score: float | None = None
    output: str = ""
    format_errors: list[str] | None = None
    tests: list[Test] | None = None


def results(gradings: Gradings, share: Share) -> Results:
    """A student's file: the score of all checks, and the checks that are shown.

    Where an exercise could not be graded, or nothing at all was handed in, it is not gradable: no attempt is
    lost.
    """
    if not share.graded:
        return Results(gradable=False, message=NOT_YOURS, format_errors=[NOT_YOURS])
    problems = [visible(one.submission.problem) for one in share.standings if one.submission.problem]
    if problems and len(problems) == len(share.standings):
        return Results(gradable=False, message="There is nothing to grade.", format_errors=problems)
    longest = _LONGEST
    while True:
        made = _results(gradings, share, longest)
        if len(encode(made).encode()) <= LIMIT_BYTES or longest < _SHORTEST:
            return made
        longest //= 4


def encode(document: Results) -> str:
    """The file's text."""
    return msgspec.json.encode(document).decode() + "\n"


def _results(gradings: Gradings, share: Share, longest: int) -> Results:
    all_seen = [seen(one, gradings.shown) for one in share.standings]
    findings = [one.message for one in gradings.findings if one.student == share.student]
    printed = [text for one in all_seen for text in one.printed]
    notes = [f"{one.submission.slug}: {one.note}" for one in share.standings if one.note]
    return Results(
        gradable=True,
        score=share.score.fraction,
        message=shorten(visible("\n".join([*map(_told, all_seen), *notes, *findings])), longest),
        output="\n\n".join(shorten(visible(text), longest) for text in printed),
        tests=[_test(one, result, longest) for one in all_seen for result in one.checks],
    )


def _told(one: Seen) -> str:
    slug = one.standing.submission.slug
    said = f"{slug}: {one.score.earned:.6g} of {count(one.score.possible, 'point')}"
    if one.withheld:
        worth = count(one.withheld_points, "point")
        said += f"; {count(one.withheld, 'further check')} worth {worth} not shown yet"
    figures = [f"{name} {value:.6g}" for name, value in one.measures.items() if math.isfinite(value)]
    return f"{said}; {', '.join(figures)}" if figures else said


def _test(one: Seen, result: CheckResult, longest: int) -> Test:
    told = result.outcome is Outcome.PASSED or result.message.strip() in {"", one.standing.note}
    return Test(
        name=visible(f"{one.standing.submission.slug}: {result.check.name}"),
        description=visible(result.check.description),
        points=result.earned,
        max_points=result.check.points,
        message=ended(result),
        output="" if told else shorten(visible(result.message), longest),
    )
