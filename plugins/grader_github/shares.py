"""Points as whole numbers: what students see check by check, and the rest of an exercise as one."""

import msgspec

from grader.model.errors import UsageError
from grader.model.outcome import Outcome
from grader.model.place import Place
from grader.report.inert import visible
from grader.report.seen import seen
from grader.report.standing import Standing, standings, students
from grader.seams import Gradings

# Checks are worth quarters of a point, and partial credit is any share of that.
PER_POINT = 100


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the score, in hundredths of a point; what students do not see of it is empty."""

    name: str
    earned: int
    possible: int
    outcome: str = ""
    message: str = ""
    file: str = ""
    place: Place | None = None


def shares(gradings: Gradings, name: str) -> list[Share]:
    """The shares of the only student of the run: all of them together are the full score.

    Args:
        gradings: the run.
        name: of the report, for the error.

    Raises:
        UsageError: there are several students.
    """
    everybody = students(gradings)
    if len(everybody) > 1:
        raise UsageError(
            f"the report {name!r} is one student's, and here are {len(everybody)}; use `grader ci`"
        )
    return [share for standing in standings(gradings) for share in _of_exercise(standing, gradings)]


def everything_graded(gradings: Gradings) -> bool:
    """Whether there is a score that may be published."""
    return all(standing.graded for standing in standings(gradings))


def _of_exercise(standing: Standing, gradings: Gradings) -> list[Share]:
    slug = standing.submission.slug
    found = [
        Share(
            name=f"{slug}: {result.check.description or result.check.name}",
            earned=_hundredths(result.earned),
            possible=_hundredths(result.check.points),
            outcome=str(result.outcome),
            message="" if result.outcome is Outcome.PASSED else visible(result.message),
            file="" if standing.submission.problem else visible(standing.submission.filename),
            place=result.place,
        )
        for result in seen(standing, gradings.shown).checks
    ]
    hidden = [result for result in standing.checks if result.check.visibility not in gradings.shown]
    if hidden:
        earned = sum(_hundredths(result.earned) for result in hidden)
        possible = sum(_hundredths(result.check.points) for result in hidden)
        found.append(Share(name=f"{slug}: checks that are not shown", earned=earned, possible=possible))
    return found


def _hundredths(number: float) -> int:
    return round(number * PER_POINT)
