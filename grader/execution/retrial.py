"""What a kill from outside has cut short is heard again, and servers that are gone have a successor."""

import threading
from collections import Counter
from collections.abc import Callable

from grader.execution.hearing import CutShort, Hearing
from grader.execution.unjudged import unjudged
from grader.model.errors import JudgeError
from grader.model.result import JobResult
from grader.warm.client import WarmServer

MOST_TRIES = 3
_MOST_SUCCESSORS = 5


class Succession:
    """The server that judges are forked from; may be used from several threads.

    Attributes:
        current: the one there is now.
    """

    def __init__(self, start: Callable[[], WarmServer]) -> None:
        self.current = start()
        self._start = start
        self._lock = threading.Lock()
        self._closed = False
        self._in_vain = 0

    def replace(self, server: WarmServer, cut: CutShort) -> None:
        """Start another one in place of a server that is of no use any more, unless somebody has.

        Raises:
            JudgeError: it was closed, or several in a row have been of no use.
        """
        with self._lock:
            if self._closed:
                raise JudgeError("the judges were ended") from cut
            if server is self.current:
                if self._in_vain == _MOST_SUCCESSORS:
                    raise cut
                self._in_vain += 1
                server.close()
                self.current = self._start()

    def served(self) -> None:
        """A result came of the current one."""
        self._in_vain = 0

    def close(self) -> None:
        """End it for good."""
        with self._lock:
            self._closed = True
            self.current.close()


class Retrials:
    """The hearings of a run that were cut short."""

    def __init__(self, servers: Succession) -> None:
        self._servers = servers
        self._tries: Counter[str] = Counter()

    def give_up(self, hearing: Hearing, cut: CutShort) -> JobResult | None:
        """None where the job is to be heard again; an `internal_error` where it was cut short too often.

        Raises:
            JudgeError: no judge can be started any more.
        """
        if hearing.server is not self._servers.current:
            # It went down with a server that has a successor already.
            return None
        key = hearing.job.key
        self._tries[key] += 1
        if self._tries[key] == MOST_TRIES:
            del self._tries[key]
            return unjudged(hearing.job, f"{cut} (it was heard {MOST_TRIES} times)")
        if cut.workers_gone and self._tries[key] > 1:
            self._servers.replace(hearing.server, cut)
        return None
