"""What there is to do, and what is left of it."""

import hashlib
from collections.abc import Collection, Iterable

import msgspec

from grader.model.exercise import Exercise
from grader.model.result import CheckResult
from grader.model.submission import Submission


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a whole run is graded under; part of every job's key, so a change of terms grades again.

    `grader` is the digest of the grader's own grading code.
    """

    data: str = "mnist"
    device: str = "cpu"
    sandbox: str = "standard"
    seed: int = 0
    grader: str = ""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A submission × an exercise, under the terms of a run.

    Attributes:
        submission: what was handed in.
        exercise: what it is judged by.
        terms: the run's.
        until_missed: whether it ends at the first check that does not pass, for whoever asks only whether all
            do.
        kept: what an earlier grading observed of checks that have not changed since. The result is the same
            without them, so they are no part of the key.
    """

    submission: Submission
    exercise: Exercise
    terms: Terms
    until_missed: bool = False
    kept: tuple[CheckResult, ...] = ()

    @property
    def key(self) -> str:
        """SHA-256 of everything the result depends on, the student's name included."""
        return self._digest(self.exercise.digest)

    @property
    def basis(self) -> str:
        """SHA-256 of everything the result depends on, but for the exercise's files."""
        return self._digest("")

    def _digest(self, files: str) -> str:
        parts = (
            self.submission.student,
            self.exercise.slug,
            self.submission.digest,
            files,
            self.exercise.tests,
            *(["until_missed"] if self.until_missed else []),
            *(f"{name}={value}" for name, value in sorted(msgspec.structs.asdict(self.terms).items())),
        )
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def plan(
    exercises: Iterable[Exercise],
    submissions: Iterable[Submission],
    terms: Terms,
    *,
    done: Collection[str] = (),
) -> list[Job]:
    """Every job that is not done yet, in the order in which they are to begin.

    On the CPU those that train come first: what takes longest is not left to the end, where the other
    processors would wait for it. On a GPU as many train as it has room for, whatever comes first, and the
    others need none of it; evenly mixed, there is always one of either kind at hand.
    """
    by_slug = {exercise.slug: exercise for exercise in exercises}
    jobs = [
        Job(submission=submission, exercise=by_slug[submission.slug], terms=terms)
        for submission in submissions
        if submission.slug in by_slug
    ]
    left = [job for job in jobs if job.key not in done]
    kinds = [[job for job in left if job.exercise.trains is trains] for trains in (True, False)]
    if terms.device == "cpu":
        return [job for kind in kinds for job in kind]
    placed = [((place + 0.5) / len(kind), job) for kind in kinds for place, job in enumerate(kind)]
    return [job for _, job in sorted(placed, key=lambda one: one[0])]
