"""One job before one judge."""

import contextlib
import math
import signal
import socket
import time

from grader.execution.unjudged import unjudged
from grader.execution.verdicts import is_heard_from, receive_verdict, send_go, send_job
from grader.model.errors import JudgeError, WorkerLost, WorkersGone
from grader.model.job import Job
from grader.model.result import JobResult
from grader.warm.client import Child, WarmError, WarmServer
from grader.warm.ending import Ending
from grader.wire.errors import WireClosed

_ENDING_S = 5.0


class CutShort(JudgeError):  # noqa: N818  (it is what became of a hearing)
    """Something else ended a judge, its worker or a server of theirs; the job may be heard again.

    No program can do that from behind the wall.

    Attributes:
        workers_gone: whether it was the server that workers are forked from.
    """

    def __init__(self, reason: str, *, workers_gone: bool = False) -> None:
        super().__init__(reason)
        self.workers_gone = workers_gone


class Hearing:
    """A judge of its own for a job; `close` ends it, whatever it is doing.

    Until it is told to begin, it gets ready: its first worker is started, and none of the job's time runs.

    Attributes:
        job: what is heard; server: where its judge comes from.
        deadline: when it must have ended, by `time.monotonic`; never, before it has begun.
    """

    def __init__(self, server: WarmServer, job: Job, limit_s: float) -> None:
        """Fork the judge and hand it the job.

        Raises:
            CutShort: this server can fork no judge, now or later.
        """
        self.deadline = math.inf
        self.job, self.server = job, server
        self._limit_s = limit_s
        self._channel, theirs = socket.socketpair()
        try:
            with theirs:
                self._judge: Child = server.fork([theirs.fileno()])
        except WarmError as error:
            self._channel.close()
            raise _gone(error) from error
        # A judge that has ended by now is heard of when its verdict is asked for.
        with contextlib.suppress(WireClosed):
            send_job(self._channel, job)

    @property
    def waits(self) -> bool:
        """Whether it lives and has said nothing, as one that has not begun should."""
        return not is_heard_from(self._channel)

    def begin(self) -> None:
        """Have the job judged, now."""
        self.deadline = time.monotonic() + self._limit_s
        with contextlib.suppress(WireClosed):
            send_go(self._channel)

    def fileno(self) -> int:
        """The descriptor that can be read once there is a verdict, or will never be one."""
        return self._channel.fileno()

    def result(self) -> JobResult:
        """The judge's result; an `internal_error` with the reason where it has none.

        Raises:
            CutShort: the judge or its worker was killed, or what they are forked from has ended.
        """
        try:
            verdict = receive_verdict(self._channel)
        except JudgeError as error:
            return unjudged(self.job, f"{error}: {self._how_it_ended()}")
        said = f"{verdict.error}: {verdict.message}"
        if verdict.error in {WorkerLost.__name__, WorkersGone.__name__}:
            raise CutShort(said, workers_gone=verdict.error == WorkersGone.__name__)
        return verdict.result or unjudged(self.job, said)

    def overdue_result(self) -> JobResult:
        """The `internal_error` of a judge that has not ended in time."""
        return unjudged(
            self.job,
            f"the judge did not finish within {self._limit_s:,.0f} s; does a hidden test of "
            f"{self.job.exercise.slug} wait for something that never comes?",
        )

    def close(self) -> None:
        """End the judge, if it still runs."""
        self._channel.close()
        self._judge.close()

    def _how_it_ended(self) -> str:
        try:
            ending = self._judge.wait(_ENDING_S)
        except WarmError as error:
            raise _gone(error) from error
        if ending and ending.signal == signal.SIGKILL:
            raise CutShort(f"the judge ended without a result: {_in_words(ending)}")
        return _in_words(ending) if ending else "it closed its connection and went on"


def _in_words(ending: Ending) -> str:
    if ending.signal:
        name = signal.strsignal(ending.signal) or "a signal without a name"
        return f"it was ended by signal {ending.signal} ({name})"
    return f"it ended itself with exit code {ending.code}"


def _gone(error: WarmError) -> CutShort:
    return CutShort(f"no judge can be started any more: {error}; run the same command again to go on")
