"""What earlier gradings observed of checks that have not changed since, so that only the others are run."""

from collections.abc import Callable, Iterable

import msgspec

from grader.catalog.parts import parts_of
from grader.model.exercise import Exercise
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult

# What a check itself ends in. How the machine was loaded, or what was left of a worker's limits, has a part
# in every other outcome.
_OBSERVED = frozenset({Outcome.PASSED, Outcome.FAILED, Outcome.RAISED})
NO_WALL = "none"


class Keeping:
    """Gives jobs what is known of their checks, and has results say what they depended on.

    Args:
        jobs: those that there may be.
        earlier: a job's student's results in its exercise, of whatever key, the newest first.

    Attributes:
        kept: how many checks were not run, over all results that were stamped.
    """

    def __init__(self, jobs: Iterable[Job], earlier: Callable[[Job], Iterable[JobResult]]) -> None:
        self.kept = 0
        exercises = {job.exercise.slug: job.exercise for job in jobs}.values()
        # Now, and not when it is asked for: somebody may edit a file while the run goes.
        self._parts = {exercise.slug: parts_of(exercise) for exercise in exercises}
        self._earlier = earlier
        self._bases: dict[str, str] = {}

    def with_kept(self, job: Job) -> Job:
        """The job, with what need not be asked again.

        Of several observations of a check the newest counts. Nothing is kept of what had no wall, of what was
        not simply imported, and of a check that did not end by itself, in the time that it has.
        """
        self._bases[job.key] = job.basis
        if job.submission.problem or job.until_missed or job.terms.sandbox == NO_WALL:
            return job
        parts = self._parts[job.exercise.slug]
        newest: dict[str, CheckResult | None] = {}
        for result in self._earlier(job):
            if result.basis != job.basis:
                continue
            stands_at_all = result.note == job.submission.note and _had_time(result, job.exercise)
            for one in result.checks:
                # What was not run says nothing, and hides nothing that an older result says.
                if one.basis and one.basis == parts.basis(one.check) and one.outcome is not Outcome.NOT_RUN:
                    stands = stands_at_all and _ended_by_itself(one, job.exercise)
                    newest.setdefault(one.check.name, one if stands else None)
        return msgspec.structs.replace(job, kept=tuple(one for one in newest.values() if one is not None))

    def stamped(self, result: JobResult) -> JobResult:
        """The result, with what it and each of its checks depended on."""
        self.kept += result.kept
        parts = self._parts[result.slug]
        checks = tuple(msgspec.structs.replace(one, basis=parts.basis(one.check)) for one in result.checks)
        return msgspec.structs.replace(result, checks=checks, basis=self._bases[result.key])


def _had_time(result: JobResult, exercise: Exercise) -> bool:
    # What all checks may take together; one that catches that it is used up does not say so.
    spent_s = sum(one.duration_s for one in result.checks)
    return spent_s < min(exercise.limits.job_s, exercise.limits.cpu_s)


def _ended_by_itself(one: CheckResult, exercise: Exercise) -> bool:
    # A check may catch that time is up, as one does that trains a second time.
    limit_s = one.check.time_limit_s or exercise.limits.call_s
    return one.outcome in _OBSERVED and one.duration_s < limit_s
