"""Annotations: what GitHub shows beside the lines of a student's file, as workflow commands."""

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from grader.model.outcome import Outcome
from grader.report.inert import shorten, visible
from grader.report.log import total_text
from grader.report.seen import Seen, seen
from grader.report.standing import standings
from grader.report.words import NOT_YOURS, count, ended, points
from grader.seams import Gradings

# Of one kind in one step; what comes after is not shown.
MOST_OF_A_KIND = 10
_LONGEST_MESSAGE = 4000
_LONGEST_TITLE = 200


class Annotation(msgspec.Struct, frozen=True, kw_only=True):
    """What is said at a line of a file (from 1), of a file (its path in the repository), or of the run."""

    kind: Literal["error", "warning", "notice"]
    title: str
    message: str
    file: str = ""
    line: int = 0


def annotations(gradings: Gradings) -> list[Annotation]:
    """An annotation for each check that is shown and missed points, and one with the total.

    What several checks have in common, a message or the line that raised, is said once. Of more than ten of
    a kind the tenth says how many there are.
    """
    all_seen = [seen(standing, gradings.shown) for standing in standings(gradings)]
    found = [one for each in all_seen for one in _of_exercise(each)]
    errors = _at_most([one for one in found if one.kind == "error"])
    warnings = _at_most([one for one in found if one.kind == "warning"])
    total = Annotation(kind="notice", title="Graded", message=total_text(all_seen))
    return [*errors, *warnings, total]


def command(annotation: Annotation) -> str:
    """The line that makes GitHub's runner show it, escaped as GitHub's own toolkit does."""
    properties = {"title": shorten(visible(annotation.title), _LONGEST_TITLE)}
    if annotation.file:
        properties["file"] = annotation.file
    if annotation.line:
        properties["line"] = str(annotation.line)
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = shorten(visible(annotation.message), _LONGEST_MESSAGE)
    return f"::{annotation.kind} {said}::{_data(message)}"


def _of_exercise(one: Seen) -> Iterator[Annotation]:
    standing = one.standing
    slug = standing.submission.slug
    if not standing.graded:
        yield Annotation(kind="error", title=f"{slug}: not graded", message=NOT_YOURS)
    elif standing.submission.problem:
        yield Annotation(kind="error", title=f"{slug}: nothing to grade", message=standing.note)
        return
    said: set[object] = set()
    for result in one.checks:
        # A check that waits for another one, or ended as one before it, would only repeat what is said.
        place = result.place
        why = place or result.message
        if result.outcome in {Outcome.PASSED, Outcome.NOT_RUN} or why in said:
            continue
        said.update([why] if why else [])
        where = f" in {place}" if place and place.cell else ""
        description = result.check.description or result.check.name
        earned = f"{points(result.earned)} of {count(result.check.points, 'point')}"
        yield Annotation(
            kind="warning" if result.earned else "error",
            title=f"{slug}: {ended(result)}{where}",
            message=f"{description} ({earned})\n{result.message}".rstrip(),
            file=standing.submission.filename,
            line=place.line if place and not place.cell else 0,
        )


def _at_most(found: Sequence[Annotation]) -> list[Annotation]:
    if len(found) <= MOST_OF_A_KIND:
        return list(found)
    shown, left = found[: MOST_OF_A_KIND - 1], len(found) - MOST_OF_A_KIND + 1
    message = f"{left} more are in the log and in the job's summary"
    return [*shown, Annotation(kind=found[0].kind, title="And more", message=message)]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
