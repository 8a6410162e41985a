"""The other side of the warm process: start it, ask it for children, learn how they ended."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.warm.ending import Ending
from grader.warm.server import ENDED, STARTED, log_of

_LOG_BYTES = 4096
_FAREWELL_S = 5.0


class WarmError(Exception):
    """The warm process did not start, or is gone."""


class Child:
    """A child of the warm process; `close` (or the end of this process) ends it."""

    def __init__(self, control: socket.socket, pid: int, pidfd: int) -> None:
        self.pid = pid
        self._control = control
        self._pidfd = pidfd
        self._ending: Ending | None = None

    def kill(self) -> None:
        """Kill it now."""
        if self._pidfd >= 0:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def wait(self, timeout_s: float) -> Ending | None:
        """How it ended, or None where it has not within the time.

        Raises:
            WarmError: the warm process ended, and nobody knows.
        """
        if self._ending is None:
            self._control.settimeout(timeout_s)
            try:
                data = self._control.recv(ENDED.size, socket.MSG_WAITALL)
            except (TimeoutError, BlockingIOError):
                return None
            except OSError as error:
                raise WarmError(f"the warm process ended ({error})") from error
            if len(data) < ENDED.size:
                raise WarmError("the warm process ended")
            status, cpu_s, peak_bytes = ENDED.unpack(data)
            killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
            self._ending = Ending(signal=killed, code=code, cpu_s=cpu_s, peak_bytes=peak_bytes)
        return self._ending

    def close(self) -> None:
        """Kill it if it still runs, and let go of it."""
        self.kill()
        self._control.close()
        if self._pidfd >= 0:
            os.close(self._pidfd)
        self._pidfd = -1


class WarmServer:
    """A started warm process; `module` is run with the socket's path as its first argument.

    It may be used from several threads, and by forks of this process, until the process that started it ends.
    """

    def __init__(self, module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="grader-"))
        self.path = str(self._folder / "socket")
        self._ready = False
        self._starting = threading.Lock()
        try:
            # Every process writes at the log's end, wherever another one reads.
            with self._log.open("ab") as log:
                # -P and -s: nothing is imported from the working directory or the user's own site-packages.
                self._process = subprocess.Popen(  # noqa: S603  (our own module, by its name)
                    [sys.executable, "-P", "-s", "-X", "utf8", "-m", module, self.path, *arguments],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env=dict(environment),
                    cwd="/",
                    start_new_session=True,
                )
        except OSError:
            self._remove_folder()
            raise

    def wait_ready(self) -> None:
        """Block until it takes connections.

        Raises:
            WarmError: it ended instead; the message is what it said last.
        """
        with self._starting:
            if self._ready:
                return
            pipe = self._process.stdout
            said = pipe.readline().decode(errors="replace").strip() if pipe and not pipe.closed else ""
            if said != "ready":
                last = self._last_complaint() or "it said nothing"
                self.close()
                raise WarmError(said or f"the warm process ended before it was ready: {last}")
            self._ready = True

    @property
    def complaints(self) -> str:
        """The end of what it and its children wrote to standard error."""
        with contextlib.suppress(OSError), self._log.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _LOG_BYTES))
            return log.read().decode(errors="replace")
        return ""

    def fork(self, descriptors: Sequence[int]) -> Child:
        """A new child that holds these descriptors.

        Raises:
            WarmError: the warm process is gone, or cannot fork.
        """
        self.wait_ready()
        control = socket.socket(socket.AF_UNIX)
        try:
            control.connect(self.path)
            socket.send_fds(control, [b"F"], list(descriptors))
            data, pidfds, _, _ = socket.recv_fds(control, STARTED.size, 1)
        except OSError as error:
            control.close()
            raise WarmError(f"the warm process is gone: {self._last_complaint() or error}") from error
        if len(data) < STARTED.size or not pidfds:
            control.close()
            raise WarmError(
                f"the warm process cannot fork: {self._last_complaint() or 'it does not say why'}"
            )
        (pid,) = STARTED.unpack(data)
        return Child(control, pid, pidfds[0])

    def close(self) -> None:
        """End it and all its children."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        try:
            self._process.wait(timeout=_FAREWELL_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._remove_folder()

    @property
    def _log(self) -> Path:
        return log_of(Path(self.path))

    def _last_complaint(self) -> str:
        return self.complaints.strip().rpartition("\n")[2]

    def _remove_folder(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
