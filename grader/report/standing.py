"""Where one student stands in one exercise, whether or not there is a result."""

import math
from collections.abc import Sequence
from datetime import datetime

import msgspec

from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.score import Score
from grader.model.submission import Submission
from grader.seams import Gradings

NOT_GRADED_YET = "not graded yet; run grade again"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A submission, its result if there is one, and the checks expected of its exercise, if known."""

    submission: Submission
    expected: tuple[Check, ...] = ()
    result: JobResult | None = None

    @property
    def graded(self) -> bool:
        """Whether there are points to publish; what was not handed in needs no result for that."""
        return self.result.graded if self.result else bool(self.submission.problem)

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """The result's checks; without a result, those that are expected, as not run."""
        if self.result and self.result.checks:
            return self.result.checks
        return tuple(CheckResult(check=check, outcome=Outcome.NOT_RUN) for check in self.expected)

    @property
    def observed(self) -> bool:
        """Whether `checks` says how they ended, and not merely which there are."""
        return bool(self.result.checks) if self.result else self.graded

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None before it is graded."""
        if self.result:
            return self.result.outcome if self.result.checks else Outcome.INTERNAL_ERROR
        return Outcome.NOT_RUN if self.graded else None

    @property
    def score(self) -> Score:
        """Points earned and possible; NaN stands for what is not known (yet)."""
        earned = math.fsum(one.earned for one in self.checks) if self.graded else math.nan
        possible = math.fsum(one.check.points for one in self.checks) if self.checks else math.nan
        return Score(earned=earned, possible=possible)

    @property
    def note(self) -> str:
        """What concerns the whole file, for the student."""
        parts = [self.submission.problem, self.result.note if self.result else ""]
        if not self.result and not self.graded:
            parts.append(NOT_GRADED_YET)
        return "; ".join(dict.fromkeys(part for part in parts if part))

    def late_s(self, due: datetime | None) -> float | None:
        """Seconds after the due date, 0 for work in time; None where either time is not known."""
        if due is None or not self.submission.submitted_at:
            return None
        late = datetime.fromisoformat(self.submission.submitted_at) - due
        return max(0.0, late.total_seconds())

    @property
    def error(self) -> str:
        """Why it could not be graded though it was tried: the first line of the first internal error."""
        if not self.result or self.result.graded:
            return ""
        messages = [one.message for one in self.result.checks if one.outcome is Outcome.INTERNAL_ERROR]
        lines = [line for message in messages for line in message.splitlines() if line.strip()]
        return f"not graded: {lines[0] if lines else 'the judge gave no result'}"


def standings(gradings: Gradings) -> list[Standing]:
    """One for every student × exercise of the run, by student as they come, and then in course order.

    A student who is known only from a finding stands in every exercise as not handed in.
    """
    handed_in = {(one.student, one.slug): one for one in gradings.submissions}
    results = {(one.student, one.slug): one for one in gradings.results}
    # Worked out from all results each time it is asked for.
    checks = gradings.checks
    return [
        Standing(
            submission=handed_in.get((student, exercise.slug)) or _missing(student, exercise.slug),
            expected=tuple(checks.get(exercise.slug, ())),
            result=results.get((student, exercise.slug)),
        )
        for student in students(gradings)
        for exercise in gradings.exercises
    ]


def students(gradings: Gradings) -> Sequence[str]:
    """Everybody in the run, each once; a finding that belongs to nobody (an empty name) adds nobody."""
    names = [one.student for one in gradings.submissions] + [one.student for one in gradings.findings]
    return [name for name in dict.fromkeys(names) if name]


def _missing(student: str, slug: str) -> Submission:
    return Submission(student=student, slug=slug, filename=f"{slug}.py", problem="not handed in")
