"""The Protocols that plugins implement: what a sandbox, an executor and a reporter must be able to do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from grader.model.exercise import Check, Exercise
from grader.model.job import Job, Terms
from grader.model.limits import Limits
from grader.model.outcome import Visibility
from grader.model.person import Person
from grader.model.publication import Publication
from grader.model.result import JobResult
from grader.model.submission import Finding, Submission
from grader.settings import Settings
from grader.wire.message import Request
from grader.wire.value import Buffer


@runtime_checkable
class Worker(Protocol):
    """The process behind the wall, as the judge sees it."""

    def ask(
        self, request: Request, buffers: Sequence[Buffer] = (), *, timeout_s: float
    ) -> tuple[Any, memoryview]:
        """Send one request and wait for its reply; returns the reply and the body its tensors lie in.

        Raises:
            StudentFault: the worker raised, ran out of something, ended, or sent what is no reply.
        """

    def begin(self) -> bool:
        """Whether it still lives, after a wait; what it holds from now on counts for its limits."""

    @property
    def printed(self) -> str:
        """What the student's code has printed so far, decoded leniently and capped."""


class Sandbox(Protocol):
    """Something that starts workers behind a wall, or fails to, aloud."""

    name: str

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What a fork of the process that made it must keep open to start workers."""

    def start(
        self, limits: Limits, *, files: Mapping[str, Path], cuda: bool = False
    ) -> AbstractContextManager[Worker]:
        """A new worker that can read `files` (opened before the wall) and nothing else; gone at exit.

        Raises:
            SandboxUnavailable: the wall cannot be built here.
        """

    def close(self) -> None:
        """End everything that was started."""


class Executor(Protocol):
    """Something that runs jobs and yields their results as they finish, in any order."""

    def prepare(self) -> None:
        """Block until jobs can be run.

        Raises:
            GraderError: they cannot be run here (no wall, a broken hidden test), and why.
        """

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """One result for every job; a job that could not be judged has an `internal_error`."""

    def close(self) -> None:
        """End everything that was started."""


class ExecutorSettings(Protocol):
    """What an executor is made from."""

    @property
    def terms(self) -> Terms:
        """What the run is graded under."""

    @property
    def exercises(self) -> Sequence[Exercise]:
        """The exercises that jobs may be of."""

    @property
    def secrets(self) -> Sequence[str]:
        """The folders that no worker may read."""

    @property
    def machine(self) -> Settings:
        """Where data sets are on this machine."""

    @property
    def jobs(self) -> int:
        """How many jobs at once."""


class Gradings(Protocol):
    """What a reporter reads: the last run of a gradebook."""

    @property
    def exercises(self) -> Sequence[Exercise]:
        """The run's exercises in course order."""

    @property
    def checks(self) -> Mapping[str, Sequence[Check]]:
        """Slug to the checks expected of it; an exercise that nobody's job has finished yet is absent."""

    @property
    def submissions(self) -> Sequence[Submission]:
        """Every student × exercise of the run, without the sources."""

    @property
    def results(self) -> Sequence[JobResult]:
        """A result for each submission that has been graded, in the order of `submissions`."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What else lay in the students' folders."""

    @property
    def people(self) -> Sequence[Person]:
        """Who the students are, as far as is known; not everybody need be there."""

    @property
    def publication(self) -> Publication:
        """When work was due, and whether the grades are out."""

    @property
    def shown(self) -> frozenset[Visibility]:
        """The visibilities whose checks students may see now."""


class Reporter(Protocol):
    """Something that writes a gradebook's last run for somebody.

    Attributes:
        name: what `--report` calls it.
        always: whether it writes at the end of every run, and not only where it is asked for.
    """

    name: str
    always: bool

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write into `folder` and return the files written, the most useful first."""


@runtime_checkable
class Spoken(Protocol):
    """A reporter that also has something to say on standard output: the last of `grader ci`."""

    def spoken(self, gradings: Gradings) -> str:
        """Whole lines, as the platform reads them; students' text in them is inert to it."""
