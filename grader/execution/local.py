"""The executor called `local`: several jobs at once on this machine, each judged in a process of its own."""

import os
import selectors
import socket
import sys
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from grader.execution.briefing import Briefing
from grader.execution.unjudged import unjudged
from grader.execution.verdicts import Verdict, receive_verdict, send_job
from grader.model import errors
from grader.model.errors import GraderError, JudgeError
from grader.model.job import Job
from grader.model.result import JobResult
from grader.warm.client import Child, WarmError, WarmServer

# What one job may spend in all besides its checks' own time limits, which the judge enforces.
_SPARE_S = 300.0


class LocalExecutor:
    """See `grader.seams.Executor`; Linux only, because it forks."""

    def __init__(self, briefing: Briefing) -> None:
        self._jobs = max(1, briefing.jobs)
        text = msgspec.json.encode(msgspec.structs.replace(briefing, jobs=1)).decode()
        self._server = WarmServer("grader.execution.judges", [text], _environment())

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Keep the slots full; yield each result as it comes.

        Raises:
            GraderError: no judge can work here (no wall, a broken hidden test), and which it is.
        """
        self._wait_ready()
        waiting = iter(jobs)
        with selectors.DefaultSelector() as selector:
            try:
                for job in islice(waiting, self._jobs):
                    _Hearing(self._server, job).enter(selector)
                while selector.get_map():
                    for key, _ in selector.select():
                        hearing: _Hearing = key.data
                        result = hearing.leave(selector)
                        for job in islice(waiting, 1):
                            _Hearing(self._server, job).enter(selector)
                        yield result
            finally:
                for key in list(selector.get_map().values()):
                    key.data.abandon()

    def close(self) -> None:
        """End the judges, their sandbox and every worker."""
        self._server.close()

    def _wait_ready(self) -> None:
        try:
            self._server.wait_ready()
        except WarmError as error:
            raise _error_of(str(error)) from error


class _Hearing:
    """One job before one judge."""

    def __init__(self, server: WarmServer, job: Job) -> None:
        self._job = job
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._judge: Child = server.fork([theirs.fileno()])
        send_job(self._channel, job)

    def enter(self, selector: selectors.BaseSelector) -> None:
        selector.register(self._channel, selectors.EVENT_READ, self)

    def leave(self, selector: selectors.BaseSelector) -> JobResult:
        selector.unregister(self._channel)
        try:
            verdict = receive_verdict(self._channel)
        except JudgeError as error:
            verdict = Verdict(error=type(error).__name__, message=str(error))
        finally:
            self.abandon()
        return verdict.result or unjudged(self._job, f"{verdict.error}: {verdict.message}")

    def abandon(self) -> None:
        self._channel.close()
        self._judge.close()


def _environment() -> dict[str, str]:
    # A second thread in the process that forks would be lost in its children, with whatever lock it held.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))}
    return kept | {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
        "CUDA_VISIBLE_DEVICES": "",
    }


def _error_of(said: str) -> GraderError:
    try:
        verdict = msgspec.json.decode(said, type=Verdict)
    except msgspec.DecodeError:
        return JudgeError(f"the judges could not start: {said}")
    kind = getattr(errors, verdict.error, GraderError)
    return kind(verdict.message) if issubclass(kind, GraderError) else GraderError(verdict.message)


def local_is_possible() -> bool:
    """Whether this system can fork warm processes."""
    return sys.platform == "linux"
