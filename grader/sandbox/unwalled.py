"""The sandbox called `none`: a process of its own for each worker, and no wall at all. Works on every system."""

import contextlib
import hmac
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.model.errors import SandboxError
from grader.model.limits import Limits
from grader.sandbox.setup import setup_of
from grader.sandbox.worker import SandboxedWorker
from grader.warm.client import Ending

_CONNECT_S = 120.0
_TOKEN_BYTES = 32


class NoSandbox:
    """See `grader.seams.Sandbox`; for a student's own code on the student's own machine."""

    name = "none"

    @contextlib.contextmanager
    def start(
        self, limits: Limits, *, files: Mapping[str, Path], cuda: bool = False
    ) -> Iterator[SandboxedWorker]:
        """A new worker without a wall; see `grader.seams.Sandbox.start`."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            process = _LoneProcess(listener.getsockname()[1])
            try:
                channel = _accept(listener, process)
            except BaseException:
                process.close()
                raise
        worker = SandboxedWorker(channel, process, process.output, limits)
        try:
            worker.set_up(setup_of(limits, files, walled=False, cuda=cuda))
            yield worker
        finally:
            worker.close()

    def close(self) -> None:
        """Nothing outlives its worker."""


class _LoneProcess:
    def __init__(self, port: int) -> None:
        self.token = secrets.token_bytes(_TOKEN_BYTES)
        self._process = subprocess.Popen(  # noqa: S603  (our own module, by its name)
            [sys.executable, "-P", "-X", "utf8", "-u", "-m", "grader.untrusted.single", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.pid = self._process.pid
        assert self._process.stdin  # noqa: S101  (it was asked for just above)
        assert self._process.stdout  # noqa: S101  (it was asked for just above)
        self._process.stdin.write(self.token.hex().encode() + b"\n")
        self._process.stdin.close()
        self.output = os.dup(self._process.stdout.fileno())
        self._process.stdout.close()

    def kill(self) -> None:
        self._process.kill()

    def wait(self, timeout_s: float) -> Ending | None:
        try:
            code = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None
        return Ending(signal=max(0, -code), code=max(0, code), cpu_s=0.0, peak_bytes=0)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


def _accept(listener: socket.socket, process: _LoneProcess) -> socket.socket:
    listener.settimeout(_CONNECT_S)
    while True:
        try:
            channel, _ = listener.accept()
        except TimeoutError as error:
            raise SandboxError(f"a worker did not start within {_CONNECT_S:.0f} s") from error
        channel.settimeout(_CONNECT_S)
        if hmac.compare_digest(channel.recv(_TOKEN_BYTES, socket.MSG_WAITALL), process.token):
            channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return channel
        channel.close()
