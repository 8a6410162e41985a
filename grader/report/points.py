"""What platforms record of a student: points for an exercise, or for all of them."""

import math
from collections.abc import Sequence

import msgspec

from grader.model.errors import UsageError
from grader.model.score import Score, total
from grader.report.standing import Standing, standings
from grader.seams import Gradings

TOTAL = "total"


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A student's score in what a platform has one grade for, of all checks whatever their visibility.

    Attributes:
        student: whose it is.
        score: NaN for what is earned while an exercise of it is not graded.
        standings: of the exercises in it, in course order.
    """

    student: str
    score: Score
    standings: tuple[Standing, ...]

    @property
    def graded(self) -> bool:
        """Whether there is a number to record."""
        return not math.isnan(self.score.earned)

    @property
    def empty(self) -> bool:
        """Whether nothing was handed in that could be graded."""
        return all(one.submission.problem for one in self.standings)


def marks(gradings: Gradings, what: str) -> list[Mark]:
    """A mark for everybody in the run.

    Args:
        gradings: the run.
        what: an exercise's slug, or `total` for all of the run's.

    Raises:
        UsageError: the run has no such exercise.
    """
    slugs = [exercise.slug for exercise in gradings.exercises]
    if what not in {*slugs, TOTAL}:
        raise UsageError(f"{what!r} is no exercise of this run; there are {', '.join([*slugs, TOTAL])}")
    theirs: dict[str, list[Standing]] = {}
    for one in standings(gradings):
        if what in {one.submission.slug, TOTAL}:
            theirs.setdefault(one.submission.student, []).append(one)
    return [
        Mark(student=student, score=_whole(found), standings=tuple(found))
        for student, found in theirs.items()
    ]


def only_exercise(gradings: Gradings, option: str) -> str:
    """The run's exercise, where it has one alone.

    Raises:
        UsageError: it has several; `option` is what says which.
    """
    slugs = [exercise.slug for exercise in gradings.exercises]
    if len(slugs) == 1:
        return slugs[0]
    raise UsageError(
        f"this run has {len(slugs)} exercises; {option} says which: {', '.join([*slugs, TOTAL])}"
    )


def _whole(found: Sequence[Standing]) -> Score:
    return found[0].score if len(found) == 1 else total(one.score for one in found)
