"""The executor called `local`: several jobs at once on this machine, each judged in a process of its own."""

import os
import selectors
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from grader.execution.asciijson import from_ascii, to_ascii
from grader.execution.briefing import Briefing
from grader.execution.hearing import CutShort, Hearing
from grader.execution.retrial import Retrials, Succession
from grader.execution.verdicts import Verdict
from grader.model import errors
from grader.model.errors import GraderError, JudgeError
from grader.model.job import Job
from grader.model.result import JobResult
from grader.warm.client import WarmError, WarmServer

SPARE_S = 300.0

# What a judge has a use for: programs and libraries, a home and a place for temporary files, how to write
# text, and how torch, CUDA and the numeric libraries are set up. A token in the environment is none of these,
# and whatever a judge has can be read by its hidden tests and by the user's other processes.
_PASSED_ON = frozenset({
    "PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "HOME", "USER", "LOGNAME", "TMPDIR", "TMP", "TEMP",
    "XDG_CACHE_HOME", "LANG", "LANGUAGE", "TZ", "VIRTUAL_ENV", "CONDA_PREFIX",
})  # fmt: skip
_PASSED_ON_FAMILIES = (
    "LC_", "CUDA_", "CUBLAS_", "CUDNN_", "NVIDIA_", "TORCH_", "PYTORCH_", "OMP_", "KMP_", "MKL_", "OPENBLAS_"
)  # fmt: skip


class LocalExecutor:
    """See `grader.seams.Executor`; Linux only, because it forks.

    Args:
        briefing: what its judges must know of the run.
        spare_s: what a job may take past its limit of wall-clock time, before it is given up: the judge keeps
            that limit itself, unless a hidden test that does not ask the worker never ends.
    """

    def __init__(self, briefing: Briefing, *, spare_s: float = SPARE_S) -> None:
        self._jobs = max(1, briefing.jobs)
        self._spare_s = spare_s
        text = to_ascii(msgspec.structs.replace(briefing, jobs=1))
        self._servers = Succession(lambda: WarmServer("grader.execution.judges", [text], _environment()))

    def prepare(self) -> None:
        """Block until the judges can work.

        Raises:
            GraderError: no judge can work here (no wall, a broken hidden test), and which it is.
        """
        try:
            self._servers.current.wait_ready()
        except WarmError as error:
            raise _error_of(str(error)) from error

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Keep the slots full; yield each result as it comes.

        What a kill from outside has cut short is heard again, up to three times, from new servers if need be.

        Raises:
            GraderError: what `prepare` raises, or servers are killed as often as they are started.
        """
        self.prepare()
        waiting = iter(jobs)
        retrials = Retrials(self._servers)
        with selectors.DefaultSelector() as selector:
            try:
                self._hear(selector, islice(waiting, self._jobs))
                while selector.get_map():
                    for hearing, in_time in _ended(selector):
                        selector.unregister(hearing)
                        result: JobResult | None
                        try:
                            result = hearing.result() if in_time else hearing.overdue_result()
                            self._servers.served()
                        except CutShort as cut:
                            result = retrials.give_up(hearing, cut)
                        finally:
                            hearing.close()
                        if result is None:
                            self._hear(selector, [hearing.job])
                            continue
                        # Its result is handed over before anything else can go wrong.
                        yield result
                        self._hear(selector, islice(waiting, 1))
            finally:
                for hearing in _running(selector):
                    hearing.close()

    def close(self) -> None:
        """End the judges, their sandbox and every worker."""
        self._servers.close()

    def _hear(self, selector: selectors.BaseSelector, jobs: Iterable[Job]) -> None:
        for job in jobs:
            selector.register(self._hearing(job), selectors.EVENT_READ)

    def _hearing(self, job: Job) -> Hearing:
        while True:
            server = self._servers.current
            try:
                return Hearing(server, job, job.exercise.limits.job_s + self._spare_s)
            except CutShort as cut:
                self._servers.replace(server, cut)
                self.prepare()


def local_is_possible() -> bool:
    """Whether this system can fork warm processes."""
    return sys.platform == "linux"


def _ended(selector: selectors.BaseSelector) -> list[tuple[Hearing, bool]]:
    """Wait for hearings that have a verdict (True) or are overdue (False)."""
    first = min(hearing.deadline for hearing in _running(selector))
    ready = [key.fileobj for key, _ in selector.select(max(0.0, first - time.monotonic()))]
    now = time.monotonic()
    return [
        (hearing, hearing in ready)
        for hearing in _running(selector)
        if hearing in ready or hearing.deadline <= now
    ]


def _running(selector: selectors.BaseSelector) -> list[Hearing]:
    return [key.fileobj for key in selector.get_map().values() if isinstance(key.fileobj, Hearing)]


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED_ON or name.startswith(_PASSED_ON_FAMILIES)
    }
    # A second thread in the process that forks would be lost in its children, with whatever lock it held.
    return kept | {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
    }


def _error_of(said: str) -> GraderError:
    try:
        verdict = from_ascii(said, Verdict)
    except ValueError:
        return JudgeError(f"the judges could not start: {said}")
    kind = getattr(errors, verdict.error, None)
    if isinstance(kind, type) and issubclass(kind, GraderError):
        return kind(verdict.message)
    return JudgeError(f"the judges could not start: {verdict.error}: {verdict.message}")
