"""What JUnit's words say of a run: suites and cases, before they become XML."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import msgspec

from grader.model.outcome import Outcome
from grader.model.result import CheckResult
from grader.report.inert import visible
from grader.report.seen import Seen, seen
from grader.report.standing import standings, students
from grader.report.words import NOT_YOURS, count, ended, points
from grader.seams import Gradings

# What ended the student's program, and not an answer that was looked at, is an error in JUnit's words.
_FAILURES = (Outcome.FAILED, Outcome.NOT_RUN)


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One check; `kind` is empty where it passed. Texts are visible, and not yet fit for XML."""

    name: str
    kind: Literal["", "failure", "error"] = ""
    type: str = ""
    message: str = ""
    text: str = ""
    time_s: float = 0.0


class Suite(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise of one student; `classname` tells its cases from all others."""

    name: str
    classname: str
    file: str
    cases: tuple[Case, ...]
    properties: dict[str, str]


def document(gradings: Gradings) -> tuple[Suite, ...]:
    """One suite for every student × exercise, with what the student may see of it."""
    titles = {exercise.slug: exercise.title for exercise in gradings.exercises}
    several = len(students(gradings)) > 1
    return tuple(
        _suite(seen(standing, gradings.shown), titles[standing.submission.slug], several=several)
        for standing in standings(gradings)
    )


def _suite(one: Seen, title: str, *, several: bool) -> Suite:
    submission = one.standing.submission
    # A dot tells packages from classes where this is read.
    student = visible(submission.student).replace(".", "_")
    cases = [_case(result, name) for result, name in zip(one.checks, _names(one.checks), strict=True)]
    if not one.standing.graded:
        why = NOT_YOURS if one.standing.error else visible(one.standing.note)
        cases.append(Case(name=submission.slug, kind="error", type="internal_error", message=why))
    elif submission.problem and not cases:
        problem = visible(submission.problem)
        cases.append(Case(name=submission.slug, kind="failure", type="not_run", message=problem))
    earned = points(one.score.earned) if one.standing.graded else "not graded"
    properties = {"points": earned, "possible": points(one.score.possible)}
    if one.withheld:
        properties["not shown"] = f"{count(one.withheld, 'check')}, {count(one.withheld_points, 'point')}"
    return Suite(
        name=f"{student}, {submission.slug}: {title}" if several else f"{submission.slug}: {title}",
        classname=f"{student}.{submission.slug}" if several else submission.slug,
        file="" if submission.problem else visible(submission.filename),
        cases=tuple(cases),
        properties=properties,
    )


def _names(checks: Sequence[CheckResult]) -> list[str]:
    """Descriptions; with the checks' names where two have the same, because a second one is not read."""
    said = Counter(one.check.description for one in checks)
    twice = {description for description, times in said.items() if times > 1}
    return [
        f"{check.description} ({check.name})" if check.description in twice else check.description
        for check in (one.check for one in checks)
    ]


def _case(result: CheckResult, name: str) -> Case:
    if result.outcome is Outcome.PASSED:
        return Case(name=name, time_s=result.duration_s)
    earned = f"{ended(result)} ({points(result.earned)} of {count(result.check.points, 'point')})"
    return Case(
        name=name,
        kind="failure" if result.outcome in _FAILURES else "error",
        type=str(result.outcome),
        message=earned,
        text=visible(result.message).strip("\n"),
        time_s=result.duration_s,
    )
