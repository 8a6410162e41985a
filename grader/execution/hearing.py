"""One job before one judge."""

import contextlib
import math
import signal
import socket
import time

from grader.execution.unjudged import unjudged
from grader.execution.verdicts import is_heard_from, receive_verdict, send_go, send_job
from grader.model.errors import JudgeError
from grader.model.job import Job
from grader.model.result import JobResult
from grader.warm.client import Child, WarmError, WarmServer
from grader.warm.ending import Ending
from grader.wire.errors import WireClosed

_ENDING_S = 5.0


class Hearing:
    """A judge of its own for a job; `close` ends it, whatever it is doing.

    Until it is told to begin, it gets ready: its first worker is started, and none of the job's time runs.

    Attributes:
        job: what is judged.
        deadline: when it must have ended, by `time.monotonic`; never, before it has begun.
    """

    def __init__(self, server: WarmServer, job: Job, limit_s: float) -> None:
        """Fork the judge and hand it the job.

        Raises:
            JudgeError: no judge can be forked, now or later.
        """
        self.deadline = math.inf
        self.job = job
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
            JudgeError: the process that judges are forked from has ended.
        """
        try:
            verdict = receive_verdict(self._channel)
        except JudgeError as error:
            return unjudged(self.job, f"{error}: {self._how_it_ended()}")
        return verdict.result or unjudged(self.job, f"{verdict.error}: {verdict.message}")

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
        return _in_words(ending) if ending else "it closed its connection and went on"


def _in_words(ending: Ending) -> str:
    if ending.signal:
        name = signal.strsignal(ending.signal) or "a signal without a name"
        return f"it was ended by signal {ending.signal} ({name})"
    return f"it ended itself with exit code {ending.code}"


def _gone(error: WarmError) -> JudgeError:
    return JudgeError(f"no judge can be started any more: {error}; run the same command again to go on")
