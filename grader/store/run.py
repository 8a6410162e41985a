"""One run as a gradebook remembers it."""

from datetime import datetime

import msgspec

from grader.model.exercise import Check, Exercise
from grader.model.job import Terms
from grader.model.outcome import Visibility
from grader.model.person import Person
from grader.model.publication import Publication
from grader.model.result import JobResult
from grader.model.submission import Finding, Submission


class RunBody(msgspec.Struct, frozen=True, kw_only=True):
    """What is said once of a run."""

    terms: Terms
    exercises: tuple[Exercise, ...]
    people: tuple[Person, ...] = ()
    publication: Publication = Publication()


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run's plan and what is known of it so far; what reporters read (`grader.seams.Gradings`).

    Attributes:
        started_at: UTC, ISO 8601.
        terms: what the run is graded under.
        exercises: in course order.
        submissions: every student × exercise, by student and then in course order, without the sources.
        results: the newest result of each of those submissions that has one, in the same order.
        findings: what else lay in the students' folders.
        people: who the students are, as far as is known.
        publication: when work was due, and whether the grades are out.
        shown: the visibilities whose checks students may see at the time of reading.
    """

    started_at: str
    terms: Terms
    exercises: tuple[Exercise, ...]
    submissions: tuple[Submission, ...]
    results: tuple[JobResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    people: tuple[Person, ...] = ()
    publication: Publication = Publication()
    shown: frozenset[Visibility] = frozenset({Visibility.VISIBLE})

    def at(self, publication: Publication, now: datetime) -> "Run":
        """The same run, as it is to be reported at that time under these dates."""
        return msgspec.structs.replace(self, publication=publication, shown=publication.shown(now))

    @property
    def checks(self) -> dict[str, tuple[Check, ...]]:
        """Slug to the checks expected of it, as its results show them, the graded ones first."""
        seen: dict[str, tuple[Check, ...]] = {}
        for result in sorted(self.results, key=lambda result: not result.graded):
            if result.checks:
                seen.setdefault(result.slug, tuple(one.check for one in result.checks))
        return seen
