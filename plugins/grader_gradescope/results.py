"""Gradescope's results.json: every check, with the visibility that Gradescope itself keeps."""

import math
from collections.abc import Iterator
from typing import Literal

import msgspec

from grader.model.outcome import Outcome, Visibility
from grader.model.result import CheckResult
from grader.report.each import Share
from grader.report.inert import shorten, visible
from grader.report.seen import Seen, seen
from grader.report.standing import Standing
from grader.report.words import count, ended
from grader.seams import Gradings

_LONGEST = 20_000
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400
NOT_GRADED = (
    "The autograder could not grade this submission. The fault is not yours, it has cost you no points, and "
    "what you handed in is kept. Your instructors see the reason; there is no need to hand in again."
)


class Test(msgspec.Struct, frozen=True, kw_only=True):
    """A check, as Gradescope lists it; its texts are plain text."""

    name: str
    number: str
    status: Literal["passed", "failed"]
    score: float
    max_score: float
    visibility: Visibility
    output: str
    name_format: Literal["text"] = "text"
    output_format: Literal["text"] = "text"


class Leader(msgspec.Struct, frozen=True, kw_only=True):
    """A value on the leaderboard; the largest leads."""

    name: str
    value: float
    order: Literal["desc"] = "desc"


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose submission it is."""

    name: str
    email: str


class Extra(msgspec.Struct, frozen=True, kw_only=True):
    """What Gradescope stores with the results, for the instructor's programs."""

    student: str
    members: list[Member]
    submitted_at: str
    late_s: float | None
    seed: int | None


class Results(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole file. One with neither `tests` nor `score` has no score to record."""

    output: str
    execution_time: float | None = None
    extra_data: Extra | None = None
    tests: list[Test] | None = None
    leaderboard: list[Leader] | None = None


def ungraded(reason: str = "") -> Results:
    """A file without a score, and a word for the student."""
    return Results(output=f"{NOT_GRADED}\n\n{reason}" if reason else NOT_GRADED)


def results(gradings: Gradings, share: Share, *, leaderboard: bool = False) -> Results:
    """A student's file.

    Each check goes with its own visibility, because Gradescope keeps it, whenever it is looked at. What has
    none of its own (the text above the checks, the leaderboard) holds what students may see now. Where an
    exercise could not be graded there is no score at all, as a sum without it would be taken for the grade.
    """
    late_s = max((_late_s(gradings, one) or 0.0 for one in share.standings), default=0.0)
    extra = _extra(gradings, share)
    if not share.graded:
        left = ", ".join(one.submission.slug for one in share.standings if not one.graded)
        return msgspec.structs.replace(ungraded(f"Not graded: {left}."), extra_data=extra)
    all_seen = [seen(one, gradings.shown) for one in share.standings]
    findings = [one.message for one in gradings.findings if one.student == share.student]
    paragraphs = [
        *([f"Handed in {_duration(late_s)} after the due date."] if late_s else []),
        *(f"Note: {visible(message)}" for message in findings),
        *(text for one in all_seen for text in _told(one)),
    ]
    leaders = [
        Leader(name=f"{one.standing.submission.slug} accuracy", value=one.measures["accuracy"])
        for one in all_seen
        if math.isfinite(one.measures.get("accuracy", math.nan))
    ]
    return Results(
        output="\n\n".join(paragraphs),
        # Of what is shown alone: how long a hidden check took would tell how it ended.
        execution_time=math.fsum(check.duration_s for one in all_seen for check in one.checks),
        extra_data=extra,
        tests=[test for place, one in enumerate(share.standings, 1) for test in _tests(place, one)],
        leaderboard=leaders if leaderboard and leaders else None,
    )


def _late_s(gradings: Gradings, standing: Standing) -> float | None:
    return standing.late_s(gradings.publication.due)


def _extra(gradings: Gradings, share: Share) -> Extra:
    times = [one.submission.submitted_at for one in share.standings]
    late = [seconds for one in share.standings if (seconds := _late_s(gradings, one)) is not None]
    return Extra(
        student=visible(share.student),
        members=[
            Member(name=visible(one.name), email=visible(one.email))
            for one in gradings.people
            if one.student == share.student
        ],
        submitted_at=max(times, default=""),
        late_s=max(late, default=None),
        seed=next((one.result.seed for one in share.standings if one.result), None),
    )


def _tests(place: int, standing: Standing) -> Iterator[Test]:
    for number, one in enumerate(standing.checks, 1):
        yield Test(
            name=visible(f"{standing.submission.slug}: {one.check.description or one.check.name}"),
            number=f"{place}.{number}",
            status="passed" if one.outcome is Outcome.PASSED else "failed",
            score=one.earned,
            max_score=one.check.points,
            visibility=one.check.visibility,
            output=_output(one, standing.told(one)),
        )


def _output(result: CheckResult, told: str) -> str:
    if result.outcome is Outcome.PASSED:
        return visible(result.message)
    said = ended(result)
    return f"{said}\n\n{shorten(visible(told), _LONGEST)}" if told else said


def _told(one: Seen) -> Iterator[str]:
    slug = one.standing.submission.slug
    if one.standing.note:
        yield f"{slug}: {visible(one.standing.note)}"
    if one.measures:
        yield f"{slug}: " + ", ".join(f"{visible(name)} {value:.6g}" for name, value in one.measures.items())
    for text in one.printed:
        yield f"{slug}, printed:\n{shorten(visible(text), _LONGEST)}"


def _duration(seconds: float) -> str:
    for unit_s, noun in ((_DAY_S, "day"), (_HOUR_S, "hour"), (_MINUTE_S, "minute")):
        if seconds >= unit_s:
            return count(math.floor(seconds / unit_s), noun)
    return "less than a minute"
