"""What a student may see of an exercise: the one place where that is decided."""

import math
from collections.abc import Mapping

import msgspec

from grader.model.outcome import Outcome, Visibility
from grader.model.result import CheckResult
from grader.model.score import Score
from grader.report.standing import Standing


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A standing with everything left out from which a check that is not shown could be learnt.

    A check that is not shown leaves one trace, the same whether it passed or failed: that there is one, and
    what it is worth. So the points are those of the checks shown; the figures that checks recorded (the
    accuracy), and what was printed during checks that are not shown to everybody at once, are here only where
    every check of the exercise is shown. An exercise that could not be graded shows no check at all.

    Attributes:
        standing: whose it is, and the note on the whole file.
        checks: those that are shown; empty where there is nothing to publish.
        score: the points of the checks that are shown; NaN for what is earned where it is not graded.
        withheld: how many checks are not shown.
        withheld_points: what they are worth.
        measures: figures that checks recorded.
        printed: what the program printed and the table of its layers, for the student.
    """

    standing: Standing
    checks: tuple[CheckResult, ...] = ()
    score: Score
    withheld: int = 0
    withheld_points: float = 0.0
    measures: Mapping[str, float] = {}
    printed: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all that is shown passed, and something is."""
        return bool(self.checks) and all(one.outcome is Outcome.PASSED for one in self.checks)

    @property
    def listed(self) -> tuple[CheckResult, ...]:
        """The checks to be told one by one: none where the note on the whole file says it all."""
        note = self.standing.note
        said = all(one.outcome is Outcome.NOT_RUN or one.message.strip() == note for one in self.checks)
        return () if note and said else self.checks


def seen(standing: Standing, shown: frozenset[Visibility]) -> Seen:
    """What of it a student may see, where checks of these visibilities are shown."""
    checks = tuple(one for one in standing.checks if one.check.visibility in shown)
    withheld = [one.check.points for one in standing.checks if one.check.visibility not in shown]
    possible = math.fsum(one.check.points for one in checks)
    earned = math.fsum(one.earned for one in checks) if standing.graded else math.nan
    result = standing.result
    texts = [] if result is None else [result.feedback, *([] if withheld else [result.withheld])]
    return Seen(
        standing=standing,
        checks=checks if standing.graded else (),
        score=Score(earned=earned, possible=possible),
        withheld=len(withheld),
        withheld_points=math.fsum(withheld),
        measures=result.measures if result and result.graded and not withheld else {},
        printed=tuple(text for text in texts if text.strip()),
    )
