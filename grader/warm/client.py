"""The other side of the warm process: start it, ask it for children, learn how they ended."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from grader.warm.server import ENDED, STARTED


_LOG_BYTES = 4096


class WarmError(Exception):
    """The warm process did not start, or is gone."""


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """How a child ended: the signal that killed it (0: none), its exit code, its CPU time, its peak memory."""

    signal: int
    code: int
    cpu_s: float
    peak_bytes: int


class Child:
    """A child of the warm process; `close` (or the end of this process) ends it."""

    def __init__(self, control: socket.socket, pid: int, pidfd: int) -> None:
        self.pid = pid
        self._control = control
        self._pidfd = pidfd
        self._ending: Ending | None = None

    def kill(self) -> None:
        """Kill it now."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def wait(self, timeout_s: float) -> Ending | None:
        """How it ended, or None where it has not within the time."""
        if self._ending is None:
            self._control.settimeout(timeout_s)
            try:
                data = self._control.recv(ENDED.size, socket.MSG_WAITALL)
            except OSError:
                return None
            if len(data) < ENDED.size:
                raise WarmError("the warm process ended")
            status, cpu_s, peak_bytes = ENDED.unpack(data)
            killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
            self._ending = Ending(signal=killed, code=code, cpu_s=cpu_s, peak_bytes=peak_bytes)
        return self._ending

    def close(self) -> None:
        """Kill it if it still runs, and let go of it."""
        self._control.close()
        with contextlib.suppress(OSError):
            os.close(self._pidfd)
        self._pidfd = -1


class WarmServer:
    """A started warm process; `module` is run with the socket's path as its first argument."""

    def __init__(self, module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="grader-"))
        self.path = str(self._folder / "socket")
        self._log = (self._folder / "log").open("wb+")
        # -P and -s: nothing is imported from the working directory or the user's own site-packages.
        self._process = subprocess.Popen(  # noqa: S603  (our own module, by its name)
            [sys.executable, "-P", "-s", "-X", "utf8", "-m", module, self.path, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=dict(environment),
            cwd="/",
            start_new_session=True,
        )
        self._ready = False

    def wait_ready(self) -> None:
        """Block until it takes connections.

        Raises:
            WarmError: it ended instead; the message is what it said last.
        """
        if self._ready:
            return
        pipe = self._process.stdout
        said = pipe.readline().decode(errors="replace").strip() if pipe else ""
        if said != "ready":
            last = self.complaints.strip().rpartition("\n")[2]
            self.close()
            raise WarmError(said or f"the warm process ended before it was ready: {last or 'it said nothing'}")
        self._ready = True

    @property
    def complaints(self) -> str:
        """The end of what it and its children wrote to standard error."""
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - _LOG_BYTES))
        return self._log.read().decode(errors="replace")

    def fork(self, descriptors: Sequence[int]) -> Child:
        """A new child that holds these descriptors."""
        self.wait_ready()
        control = socket.socket(socket.AF_UNIX)
        try:
            control.connect(self.path)
            socket.send_fds(control, [b"F"], list(descriptors))
            data, pidfds, _, _ = socket.recv_fds(control, STARTED.size, 1)
            if len(data) < STARTED.size or not pidfds:
                raise WarmError("the warm process refused to fork")
        except OSError as error:
            control.close()
            raise WarmError(f"the warm process is gone ({error})") from error
        (pid,) = STARTED.unpack(data)
        return Child(control, pid, pidfds[0])

    def close(self) -> None:
        """End it and all its children."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
