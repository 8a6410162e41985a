"""A sandbox whose workers are forks of a warm server; what stands around the server is its own."""

import contextlib
import os
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.model.errors import SandboxUnavailable, WorkersGone
from grader.model.limits import Limits
from grader.sandbox.environment import clean_environment
from grader.sandbox.setup import setup_of
from grader.sandbox.worker import SandboxedWorker
from grader.warm.client import Child, WarmError, WarmServer


class ForkedSandbox:
    """See `grader.seams.Sandbox`.

    Starting it takes seconds and does not block; whatever needs it first waits.

    Args:
        secrets: the trees that no worker may read.
        around: the command that runs the server's own command, in surroundings of its making.
        outside: the namespaces, as `/proc/self/ns` has them, in which the server must not find itself.
    """

    name: str
    way_out = "--sandbox none grades without a wall, and marks every result"

    def __init__(
        self, secrets: Sequence[Path], *, around: Sequence[str] = (), outside: Sequence[str] = ()
    ) -> None:
        if sys.platform != "linux":
            raise SandboxUnavailable(
                f"the wall is made of Linux's Landlock and seccomp, and this is {sys.platform}; grade on "
                "Linux, or pass --sandbox none to run without a wall"
            )
        arguments = [part for secret in secrets for part in ("--secret", str(secret.resolve()))]
        arguments += [part for namespace in outside for part in ("--outside", namespace)]
        self._server = WarmServer("grader.untrusted.server", arguments, clean_environment(), around=around)

    @property
    def descriptors(self) -> tuple[int, ...]:
        """See `grader.seams.Sandbox.descriptors`."""
        return self._server.descriptors

    def wait_ready(self) -> None:
        """Block until workers can be started; raises `SandboxUnavailable` where they cannot."""
        try:
            self._server.wait_ready()
        except WarmError as error:
            said = f"the wall cannot be built here: {error}. `grader doctor` says what is missing"
            raise SandboxUnavailable(f"{said}; {self.way_out}") from error

    @contextlib.contextmanager
    def start(
        self, limits: Limits, *, files: Mapping[str, Path], cuda: bool = False
    ) -> Iterator[SandboxedWorker]:
        """A new walled worker; see `grader.seams.Sandbox.start`."""
        setup = setup_of(limits, files, walled=True, cuda=cuda)
        self.wait_ready()
        child, channel, output = self._fork(list(files.values()))
        worker = SandboxedWorker(channel, child, output, limits)
        try:
            worker.set_up(setup)
            yield worker
        finally:
            worker.close()

    def close(self) -> None:
        """End the server and every worker."""
        self._server.close()

    def _fork(self, files: Sequence[Path]) -> tuple[Child, socket.socket, int]:
        ours, theirs = socket.socketpair()
        reading, writing = os.pipe()
        given: list[int] = []
        try:
            given += [os.open(path, os.O_RDONLY) for path in files]
            return self._server.fork([theirs.fileno(), writing, *given]), ours, reading
        except BaseException as error:
            ours.close()
            os.close(reading)
            if isinstance(error, WarmError):
                raise WorkersGone(f"no worker could be started: {error}") from error
            raise
        finally:
            theirs.close()
            for descriptor in (writing, *given):
                os.close(descriptor)
