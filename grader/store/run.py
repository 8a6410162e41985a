"""One run as a gradebook remembers it."""

import msgspec

from grader.model.exercise import Check, Exercise
from grader.model.job import Terms
from grader.model.result import JobResult
from grader.model.submission import Finding, Submission


class RunBody(msgspec.Struct, frozen=True, kw_only=True):
    """What is said once of a run."""

    terms: Terms
    exercises: tuple[Exercise, ...]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run's plan and what is known of it so far; what reporters read (`grader.seams.Gradings`).

    Attributes:
        started_at: UTC, ISO 8601.
        terms: what the run is graded under.
        exercises: in course order.
        submissions: every student × exercise, by student and then in course order, without the sources.
        results: the newest result of each of those submissions that has one, in the same order.
        findings: what else lay in the students' folders.
    """

    started_at: str
    terms: Terms
    exercises: tuple[Exercise, ...]
    submissions: tuple[Submission, ...]
    results: tuple[JobResult, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def checks(self) -> dict[str, tuple[Check, ...]]:
        """Slug to the checks expected of it, as its results show them, the graded ones first."""
        seen: dict[str, tuple[Check, ...]] = {}
        for result in sorted(self.results, key=lambda result: not result.graded):
            if result.checks:
                seen.setdefault(result.slug, tuple(one.check for one in result.checks))
        return seen
