"""A worker that stands ready before its job begins."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.data import Dataset
from grader.model.errors import GraderError
from grader.model.job import Job
from grader.model.limits import Limits
from grader.seams import Sandbox, Worker


def given_to(job: Job, dataset: Dataset | None) -> tuple[Mapping[str, Path], bool]:
    """What every worker of a job is given: the files that it can read, and whether it computes with CUDA."""
    trains = job.exercise.trains
    return dataset.files if dataset is not None and trains else {}, trains and job.terms.device == "cuda"


class Ahead:
    """A sandbox that starts a job's first worker before it is asked for; see `grader.seams.Sandbox`.

    That worker holds nothing of the submission, and goes to the first who asks for one like it. Where it
    cannot be started, or ends while it waits, nothing is said: whoever asks is given another, or told why
    there is none.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.name = sandbox.name
        self._sandbox = sandbox
        self._asked: object = None
        self._waiting: Worker | None = None
        self._started = contextlib.ExitStack()

    @property
    def descriptors(self) -> tuple[int, ...]:
        """See `grader.seams.Sandbox.descriptors`."""
        return self._sandbox.descriptors

    def prepare(self, job: Job, dataset: Dataset | None) -> None:
        """Start the worker that the job will ask for first; none where nothing of it will be run."""
        if job.submission.problem:
            return
        files, cuda = given_to(job, dataset)
        limits = job.exercise.limits
        with contextlib.suppress(GraderError):
            self._waiting = self._started.enter_context(self._sandbox.start(limits, files=files, cuda=cuda))
            self._asked = (limits, files, cuda)

    @contextlib.contextmanager
    def start(self, limits: Limits, *, files: Mapping[str, Path], cuda: bool = False) -> Iterator[Worker]:
        """The worker that waits, if it is like this and lives; else a new one."""
        worker = self._waiting
        if worker is not None and self._asked == (limits, files, cuda):
            self._waiting = None
            with self._started:
                if worker.begin():
                    yield worker
                    return
        with self._sandbox.start(limits, files=files, cuda=cuda) as worker:
            yield worker

    def close(self) -> None:
        """End the worker that nobody has asked for; the sandbox below goes on."""
        self._waiting = None
        self._started.close()
