"""What a machine of the cluster is sent once of a run, and for each job, and what it answers: plain bytes."""

import zlib
from pathlib import Path
from typing import TypeVar

import msgspec

from grader.catalog.digest import exercise_files
from grader.execution.asciijson import from_ascii, to_ascii
from grader.execution.briefing import Briefing
from grader.model.errors import CourseError
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission

T = TypeVar("T")


class Commission(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine must know of a run before it can judge; no file is shared with it.

    Attributes:
        run: the run's own name; two graders at one cluster do not meet.
        terms: what the run is graded under; their `grader` is the digest of the code that must judge.
        exercises: their folders are those of the machine that sends this.
        files: slug to path in the exercise's folder to content: all that its digest counts, and the tests.
    """

    run: str
    terms: Terms
    exercises: tuple[Exercise, ...]
    files: dict[str, dict[str, bytes]]


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """A job, without what the commission said already."""

    submission: Submission
    slug: str
    until_missed: bool = False
    kept: tuple[CheckResult, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A worker's answer: a result, nothing (it can judge), or why it cannot judge; `worker` is dask's id."""

    worker: str
    result: JobResult | None = None
    problem: str = ""


def commission_of(run: str, briefing: Briefing) -> Commission:
    """Read the exercises' files.

    Raises:
        CourseError: one of them cannot be read.
    """
    return Commission(
        run=run,
        terms=briefing.terms,
        exercises=briefing.exercises,
        files={exercise.slug: _files(exercise) for exercise in briefing.exercises},
    )


def errand_of(job: Job) -> Errand:
    """What is sent for a job."""
    return Errand(
        submission=job.submission, slug=job.exercise.slug, until_missed=job.until_missed, kept=job.kept
    )


def pack(value: msgspec.Struct) -> bytes:
    """The struct as compressed JSON."""
    return zlib.compress(to_ascii(value).encode("ascii"), 1)


def unpack(packed: bytes, kind: type[T]) -> T:
    """The struct that `pack` was given.

    Raises:
        ValueError: these are no such bytes, as from a grader of another version.
    """
    try:
        return from_ascii(zlib.decompress(packed), kind)
    except zlib.error as error:
        raise ValueError(str(error)) from error


def _files(exercise: Exercise) -> dict[str, bytes]:
    folder = Path(exercise.folder)
    paths = {*exercise_files(folder), exercise.tests_path}
    try:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}
    except OSError as error:
        raise CourseError(f"{error.filename} cannot be read: {error.strerror or error}") from error
