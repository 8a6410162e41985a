"""A worker from the trusted side: send a request, wait for the reply, and say what happened if none came."""

import selectors
import socket
import time
from collections.abc import Sequence

from grader.model.errors import (
    SandboxError,
    SandboxUnavailable,
    StudentBrokeProtocol,
    StudentFault,
    StudentOutOfMemory,
    StudentTimedOut,
)
from grader.model.limits import Limits
from grader.sandbox.blame import blame_ending, blame_raised, memory_text
from grader.sandbox.memory import resident_bytes
from grader.sandbox.output import Output
from grader.sandbox.process import Process
from grader.warm.client import WarmError
from grader.wire.errors import WireClosed, WireError
from grader.wire.frame import REQUEST_LIMIT, receive_frame, send_frame
from grader.wire.message import Failed, Raised, Ready, Reply, Request, Setup, pack, unpack_reply
from grader.wire.value import Buffer

_START_S = 60.0
_LOOK_S = 0.05
_ENDING_S = 5.0


class SandboxedWorker:
    """One worker: its channel, its process, its output. See `grader.seams.Worker`."""

    def __init__(self, channel: socket.socket, process: Process, output: int, limits: Limits) -> None:
        channel.setblocking(False)
        self._channel = channel
        self._process = process
        self._limits = limits
        self._output = Output(output, limits.output_bytes, process.kill)
        self._memory_limit: int | None = None
        self._fault: StudentFault | None = None
        # A channel is a socket, which `select` takes where there is no `poll`.
        self._selector = getattr(selectors, "PollSelector", selectors.SelectSelector)()
        self._selector.register(channel, selectors.EVENT_READ)
        self.layers: tuple[str, ...] = ()

    @property
    def printed(self) -> str:
        """What the student's code has printed so far, decoded leniently and capped."""
        return self._output.text

    def set_up(self, setup: Setup) -> None:
        """Send the setup and wait until the wall stands.

        Raises:
            SandboxUnavailable: the wall cannot be built here.
        """
        try:
            reply, _ = self._exchange(setup, (), _START_S)
        except StudentFault as fault:
            self._output.close()
            said = self.printed.strip().rpartition("\n")[2]
            raise SandboxError(f"a worker ended before it held any student's code: {fault} {said}") from fault
        if isinstance(reply, Failed):
            raise SandboxUnavailable(
                f"the wall cannot be built here: {reply.reason}. `grader doctor` says what is missing; "
                "--sandbox none grades without a wall, and marks every result"
            )
        if not isinstance(reply, Ready):
            raise SandboxError("a worker did not say that it is ready")
        self.layers = tuple(reply.layers)
        if setup.cuda:
            self._memory_limit = resident_bytes(self._process.pid) + self._limits.memory_bytes

    def ask(
        self, request: Request, buffers: Sequence[Buffer] = (), *, timeout_s: float
    ) -> tuple[Reply, memoryview]:
        """Send one request and wait for its reply; see `grader.seams.Worker.ask`.

        Whatever ends the worker is raised again for every later request.

        Raises:
            StudentFault: what the student's code did instead of answering.
            SandboxError: the request is larger than the wire carries, or something else ended the worker.
        """
        if self._fault is not None:
            raise self._fault.with_traceback(None)
        reply, body = self._exchange(request, buffers, timeout_s)
        if isinstance(reply, Raised):
            raise blame_raised(reply, self._limits)
        if isinstance(reply, Ready | Failed):
            raise self._end(StudentBrokeProtocol("the program sent a reply to a question that was not asked"))
        return reply, body

    def close(self) -> None:
        """End the process and everything it started."""
        self._selector.close()
        self._channel.close()
        self._process.kill()
        self._process.close()
        self._output.close()

    def _exchange(
        self, request: Request, buffers: Sequence[Buffer], timeout_s: float
    ) -> tuple[Reply, memoryview]:
        deadline = time.monotonic() + timeout_s

        def wait(writing: bool) -> None:
            self._wait(writing=writing, deadline=deadline, timeout_s=timeout_s)

        try:
            send_frame(self._channel, pack(request), buffers, wait, header_limit=REQUEST_LIMIT)
        except WireError as error:
            raise SandboxError(f"a question cannot be asked: {error}") from error
        except WireClosed as error:
            raise self._end(self._why_it_ended()) from error
        try:
            header, body = receive_frame(self._channel, wait)
            return unpack_reply(header), body
        except WireError as error:
            raise self._end(
                StudentBrokeProtocol(f"the program sent bytes that are no answer: {error}")
            ) from error
        except WireClosed as error:
            raise self._end(self._why_it_ended()) from error

    def _wait(self, *, writing: bool, deadline: float, timeout_s: float) -> None:
        self._selector.modify(self._channel, selectors.EVENT_WRITE if writing else selectors.EVENT_READ)
        while True:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise self._end(StudentTimedOut(f"ran longer than the {timeout_s:.3g} s it may take"))
            if self._selector.select(left_s if self._memory_limit is None else min(left_s, _LOOK_S)):
                return
            if self._memory_limit is not None and resident_bytes(self._process.pid) > self._memory_limit:
                raise self._end(StudentOutOfMemory(memory_text(self._limits)))

    def _end(self, fault: StudentFault) -> StudentFault:
        self._fault = fault
        self._process.kill()
        return fault

    def _why_it_ended(self) -> StudentFault:
        if self._output.exceeded:
            return self._output.fault
        try:
            ending = self._process.wait(_ENDING_S)
        except WarmError as error:
            raise SandboxError(f"a worker's server is gone: {error}") from error
        if self._output.exceeded:
            return self._output.fault
        if ending is None:
            return StudentBrokeProtocol("the program closed its connection to the grader")
        return blame_ending(ending, self._limits, walled=bool(self.layers))
