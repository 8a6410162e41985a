"""The sandbox called `none`: a process for each worker, and no wall at all. Works on every system."""

import contextlib
import hmac
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.model.errors import SandboxError
from grader.model.limits import Limits
from grader.sandbox.setup import setup_of
from grader.sandbox.worker import SandboxedWorker
from grader.warm.ending import Ending

_CONNECT_S = 120.0
_LOOK_S = 0.25
_SAID_BYTES = 4096
_TOKEN_BYTES = 32


class NoSandbox:
    """See `grader.seams.Sandbox`; for a student's own code on the student's own machine."""

    name = "none"
    descriptors = ()

    @contextlib.contextmanager
    def start(
        self, limits: Limits, *, files: Mapping[str, Path], cuda: bool = False
    ) -> Iterator[SandboxedWorker]:
        """A new worker without a wall; see `grader.seams.Sandbox.start`."""
        setup = setup_of(limits, files, walled=False, cuda=cuda)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            process = _LoneProcess(listener.getsockname()[1])
            try:
                channel = _accept(listener, process)
            except BaseException:
                process.close()
                os.close(process.output)
                raise
        worker = SandboxedWorker(channel, process, process.output, limits)
        try:
            worker.set_up(setup)
            yield worker
        finally:
            worker.close()

    def close(self) -> None:
        """Nothing outlives its worker."""


class _LoneProcess:
    """Its standard input stays open as its lifeline: it ends itself when this process is gone."""

    def __init__(self, port: int) -> None:
        self.token = secrets.token_bytes(_TOKEN_BYTES)
        self._process = subprocess.Popen(  # noqa: S603  (our own module, by its name)
            [sys.executable, "-P", "-X", "utf8", "-u", "-m", "grader.untrusted.single", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.pid = self._process.pid
        assert self._process.stdin  # noqa: S101  (it was asked for just above)
        assert self._process.stdout  # noqa: S101  (it was asked for just above)
        self.output = os.dup(self._process.stdout.fileno())
        self._process.stdout.close()
        self._lifeline = self._process.stdin
        with contextlib.suppress(OSError):
            # Where it has ended already, nobody will connect, and that is said then.
            self._lifeline.write(self.token.hex().encode() + b"\n")
            self._lifeline.flush()

    def kill(self) -> None:
        if self._process.returncode is None:
            self._kill_group()
            self._process.kill()

    def wait(self, timeout_s: float) -> Ending | None:
        try:
            code = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None
        return Ending(signal=max(0, -code), code=max(0, code), cpu_s=0.0, peak_bytes=0)

    def close(self) -> None:
        self.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._lifeline.close()

    def _kill_group(self) -> None:
        # What the program has started, too; Windows has no such groups.
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)


def _accept(listener: socket.socket, process: _LoneProcess) -> socket.socket:
    listener.settimeout(_LOOK_S)
    deadline = time.monotonic() + _CONNECT_S
    while time.monotonic() < deadline:
        try:
            channel, _ = listener.accept()
        except TimeoutError:
            if process.wait(0) is not None:
                said = os.read(process.output, _SAID_BYTES).decode(errors="replace").strip()
                raise SandboxError(f"a worker ended before it connected: {said}") from None
            continue
        if _is_ours(channel, process.token):
            channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return channel
        channel.close()
    raise SandboxError(f"a worker did not start within {_CONNECT_S:.0f} s")


def _is_ours(channel: socket.socket, token: bytes) -> bool:
    channel.settimeout(_LOOK_S)
    sent = b""
    with contextlib.suppress(OSError):
        while len(sent) < len(token) and (part := channel.recv(len(token) - len(sent))):
            sent += part
    return hmac.compare_digest(sent, token)
