"""The other side of the warm process: start it, ask it for children, learn how they ended."""

import contextlib
import os
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
from grader.warm.server import ENDED, REQUEST, STARTED

_LOG_BYTES = 4096
_FAREWELL_S = 5.0


class WarmError(Exception):
    """The warm process did not start, or is gone."""


def _open_log() -> int:
    # Every process writes at its end, wherever another one reads; and its name is gone at once.
    with tempfile.NamedTemporaryFile(prefix="grader-") as file:
        return os.open(file.name, os.O_RDWR | os.O_APPEND)


def _pid_of(pidfd: int) -> int:
    # The number in this process's own namespace, which need not be that of the one who forked it; -1 where
    # it has ended.
    try:
        lines = Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines()
    except OSError:
        return -1
    return next((int(line.partition(":")[2]) for line in lines if line.startswith("Pid:")), -1)


class Child:
    """A child of the warm process; `close` (or the end of this process) ends it."""

    def __init__(self, control: socket.socket, pidfd: int) -> None:
        self.pid = _pid_of(pidfd)
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
    """A started warm process; `module` is run with the given arguments.

    It may be used from several threads, and by forks of this process that keep its `descriptors`, until the
    process that started it ends. `around` is a command that runs the command behind it, somewhere else.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        around: Sequence[str] = (),
    ) -> None:
        self._ready = False
        self._starting = threading.Lock()
        self._log = _open_log()
        # Messages, so that requests made at once from several processes stay whole.
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                # -P and -s: nothing is imported from the working directory or the user's own site-packages.
                self._process = subprocess.Popen(  # noqa: S603  (our own module, by its name)
                    [*around, sys.executable, "-P", "-s", "-X", "utf8", "-m", module, *arguments],
                    stdin=theirs.fileno(),
                    stdout=subprocess.PIPE,
                    stderr=self._log,
                    env=dict(environment),
                    cwd="/",
                    start_new_session=True,
                )
        except OSError:
            self._let_go()
            raise

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What a fork of this process must keep open to have children forked."""
        return self._requests.fileno(), self._log

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
        with contextlib.suppress(OSError):
            size = os.fstat(self._log).st_size
            return os.pread(self._log, _LOG_BYTES, max(0, size - _LOG_BYTES)).decode(errors="replace")
        return ""

    def fork(self, descriptors: Sequence[int]) -> Child:
        """A new child that holds these descriptors.

        Raises:
            WarmError: the warm process is gone, or cannot fork.
        """
        self.wait_ready()
        control, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._requests, [REQUEST], [theirs.fileno(), *descriptors])
            data, pidfds, _, _ = socket.recv_fds(control, len(STARTED), 1)
        except OSError as error:
            control.close()
            raise WarmError(f"the warm process is gone: {self._last_complaint() or error}") from error
        if not pidfds:
            control.close()
            said = self._last_complaint() or "it does not say why"
            raise WarmError(
                f"the warm process {'cannot fork' if data else 'is gone, or cannot fork'}: {said}"
            )
        return Child(control, pidfds[0])

    def close(self) -> None:
        """End it and all its children."""
        self._requests.close()
        if self._process.stdout:
            self._process.stdout.close()
        try:
            self._process.wait(timeout=_FAREWELL_S)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._let_go()

    def _let_go(self) -> None:
        self._requests.close()
        if self._log >= 0:
            os.close(self._log)
        self._log = -1

    def _last_complaint(self) -> str:
        return self.complaints.strip().rpartition("\n")[2]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
