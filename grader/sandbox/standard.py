"""The sandbox called `standard`: forks of a warm server behind Landlock, seccomp and resource limits."""

import contextlib
import os
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.model.errors import SandboxError, SandboxUnavailable
from grader.model.limits import Limits
from grader.sandbox.environment import clean_environment
from grader.sandbox.setup import setup_of
from grader.sandbox.worker import SandboxedWorker
from grader.warm.client import Child, WarmError, WarmServer


class StandardSandbox:
    """See `grader.seams.Sandbox`; needs Linux with Landlock and seccomp, and no privilege.

    Starting it takes seconds and does not block; whatever needs it first waits.
    """

    name = "standard"

    def __init__(self, secrets: Sequence[Path]) -> None:
        if sys.platform != "linux":
            raise SandboxUnavailable(
                f"the wall is made of Linux's Landlock and seccomp, and this is {sys.platform}; grade on "
                "Linux, or pass --sandbox none to run without a wall"
            )
        arguments = [part for secret in secrets for part in ("--secret", str(secret.resolve()))]
        self._server = WarmServer("grader.untrusted.server", arguments, clean_environment())

    def wait_ready(self) -> None:
        """Block until workers can be started; raises `SandboxUnavailable` where they cannot."""
        try:
            self._server.wait_ready()
        except WarmError as error:
            raise SandboxUnavailable(
                f"the wall cannot be built here: {error}. `grader doctor` says what is missing; "
                "--sandbox none grades without a wall, and marks every result"
            ) from error

    @contextlib.contextmanager
    def start(
        self, limits: Limits, *, files: Mapping[str, Path], cuda: bool = False
    ) -> Iterator[SandboxedWorker]:
        """A new walled worker; see `grader.seams.Sandbox.start`."""
        setup = setup_of(limits, files, walled=True, cuda=cuda)
        self.wait_ready()
        child, channel, output = self._fork()
        worker = SandboxedWorker(channel, child, output, limits)
        try:
            worker.set_up(setup)
            yield worker
        finally:
            worker.close()

    def close(self) -> None:
        """End the server and every worker."""
        self._server.close()

    def _fork(self) -> tuple[Child, socket.socket, int]:
        ours, theirs = socket.socketpair()
        reading, writing = os.pipe()
        try:
            return self._server.fork([theirs.fileno(), writing]), ours, reading
        except BaseException as error:
            ours.close()
            os.close(reading)
            if isinstance(error, WarmError):
                raise SandboxError(f"no worker could be started: {error}") from error
            raise
        finally:
            theirs.close()
            os.close(writing)
