"""A worker from the trusted side: send a request, wait for the reply, and say what happened if none came."""

import selectors
import socket
import time
from collections.abc import Sequence

import msgspec

from grader.model.errors import (
    SandboxError,
    SandboxUnavailable,
    StudentBrokeProtocol,
    StudentFault,
    StudentOverdue,
    WorkerLost,
    WorkersGone,
)
from grader.model.limits import Limits, in_bytes
from grader.sandbox.blame import blame_ending, blame_raised
from grader.sandbox.memory import LOOK_S, MemoryWatch
from grader.sandbox.output import Output
from grader.sandbox.process import Process
from grader.sandbox.usage import Usage, charged_s, processor_s, usage_of
from grader.sandbox.written import WrittenWatch
from grader.warm.client import WarmError
from grader.wire.errors import WireClosed, WireError
from grader.wire.frame import REQUEST, receive_frame, send_frame
from grader.wire.message import Failed, Raised, Ready, Reply, Request, Setup, pack, unpack_reply
from grader.wire.value import Buffer

_START_S = 60.0
_ENDING_S = 5.0


class SandboxedWorker:
    """One worker: its channel, its process, its output. See `grader.seams.Worker`."""

    def __init__(self, channel: socket.socket, process: Process, output: int, limits: Limits) -> None:
        channel.setblocking(False)
        self._channel = channel
        self._process = process
        self._limits = limits
        self._output = Output(output, limits.output_bytes, process.kill)
        self._cuda = self._walled = False
        # What it had mapped before the submission came.
        self._mapped_bytes = 0
        # Of processor time, when it was last looked at.
        self._charged_s = 0.0
        self._watch: MemoryWatch | WrittenWatch | None = None
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
            raise WorkerLost(f"a worker ended before it held any student's code: {fault} {said}") from fault
        if isinstance(reply, Failed) and reply.scratch:
            raise SandboxError(
                f"a scratch folder of {in_bytes(setup.scratch_bytes)} (scratch_bytes) cannot be had here: "
                f"{reply.reason}; `grader doctor` says how to get one, and what "
                "asks for none is graded all the same"
            )
        if isinstance(reply, Failed):
            raise SandboxUnavailable(
                f"the wall cannot be built here: {reply.reason}. `grader doctor` says what is missing; "
                "--sandbox none grades without a wall, and marks every result"
            )
        if not isinstance(reply, Ready):
            raise SandboxError("a worker did not say that it is ready")
        self.layers = tuple(reply.layers)
        self._cuda, self._walled = setup.cuda, setup.walled
        self._measure()

    def begin(self) -> bool:
        """See `grader.seams.Worker.begin`."""
        # It has nothing to say of itself: what can be read is its end.
        self._selector.modify(self._channel, selectors.EVENT_READ)
        if self._fault is not None or self._output.exceeded or self._selector.select(0):
            return False
        self._measure()
        return True

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
        if self._watch is not None and (fault := self._watch.look()):
            raise self._end(fault)
        if isinstance(reply, Raised):
            raise self._blame(reply)
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

    def _measure(self) -> None:
        """Take what it holds now for what it may hold beside its limits."""
        self._mapped_bytes = usage_of(self._process.pid).mapped_bytes
        if self._cuda:
            self._watch = MemoryWatch(self._process.pid, self._limits, walled=self._walled)
        elif self._walled:
            self._watch = WrittenWatch(self._process.pid, self._limits)

    def _exchange(
        self, request: Request, buffers: Sequence[Buffer], timeout_s: float
    ) -> tuple[Reply, memoryview]:
        began_s, used_s = time.monotonic(), processor_s(self._process.pid)

        def wait(writing: bool) -> None:
            if not self._wait(writing=writing, deadline=began_s + timeout_s):
                used = self._used(began_s, used_s)
                raise self._end(StudentOverdue(f"ran longer than the {timeout_s:.3g} s it may take", used))

        try:
            send_frame(self._channel, pack(request), buffers, wait, REQUEST)
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

    def _wait(self, *, writing: bool, deadline: float) -> bool:
        """Whether the channel was ready in time."""
        self._selector.modify(self._channel, selectors.EVENT_WRITE if writing else selectors.EVENT_READ)
        while (left_s := deadline - time.monotonic()) > 0:
            self._charged_s = charged_s(self._process.pid) or self._charged_s
            # Before it is heard, too: many short answers must not hide what it holds.
            if self._watch is not None and (fault := self._watch.look()):
                raise self._end(fault)
            if self._selector.select(left_s if self._watch is None else min(left_s, LOOK_S)):
                return True
        return False

    def _used(self, began_s: float, used_s: float | None) -> str:
        """What the last call took, so that waiting without end and computing without end read differently."""
        now_s = processor_s(self._process.pid)
        if used_s is None or now_s is None:
            return ""
        took_s = time.monotonic() - began_s
        return f"its last call took {took_s:.1f} s, and {now_s - used_s:.1f} s of processor time"

    def _blame(self, raised: Raised) -> StudentFault:
        return blame_raised(raised, self._limits, self._used_since_ready, walled=bool(self.layers))

    def _used_since_ready(self) -> Usage:
        used = usage_of(self._process.pid)
        return msgspec.structs.replace(used, mapped_bytes=used.mapped_bytes - self._mapped_bytes)

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
            raise WorkersGone(f"a worker's server is gone: {error}") from error
        if self._output.exceeded:
            return self._output.fault
        if ending is None:
            return StudentBrokeProtocol("the program closed its connection to the grader")
        self._output.close()
        ending = msgspec.structs.replace(ending, cpu_s=max(ending.cpu_s, self._charged_s))
        return blame_ending(ending, self._limits, said=self._output.end, walled=bool(self.layers))
