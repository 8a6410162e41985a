"""A worker from the trusted side: send a request, wait for the reply, and say what happened if none came."""

import select
import signal
import socket
import time
from collections.abc import Sequence

from grader.model.errors import (
    SandboxError,
    SandboxUnavailable,
    StudentBrokeProtocol,
    StudentCrashed,
    StudentFault,
    StudentOutOfMemory,
    StudentOutputLimit,
    StudentRaised,
    StudentTimedOut,
)
from grader.model.limits import MIB, Limits
from grader.sandbox.memory import resident_bytes
from grader.sandbox.output import Output
from grader.sandbox.process import Process
from grader.wire.errors import WireClosed, WireError
from grader.wire.frame import receive_frame, send_frame
from grader.wire.message import Failed, Raised, Ready, Reply, Request, Setup, pack, unpack_reply
from grader.wire.value import Buffer

_START_S = 60.0
_LOOK_S = 0.05
_ENDING_S = 5.0
_NO_MEMORY = ("can't allocate memory", "CUDA out of memory", "Cannot allocate memory", "std::bad_alloc")


class SandboxedWorker:
    """One worker: its channel, its process, its output. See `grader.seams.Worker`."""

    def __init__(self, channel: socket.socket, process: Process, output: int, limits: Limits) -> None:
        channel.setblocking(False)
        self._channel = channel
        self._process = process
        self._limits = limits
        self._output = Output(output, limits.output_bytes, process.kill)
        self._memory_limit: int | None = None
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
        """Send one request and wait for its reply; see `grader.seams.Worker.ask`."""
        reply, body = self._exchange(request, buffers, timeout_s)
        if isinstance(reply, Raised):
            raise _fault_of(reply, self._limits)
        if isinstance(reply, Ready | Failed):
            self._process.kill()
            raise StudentBrokeProtocol("the program sent a reply to a question that was not asked")
        return reply, body

    def close(self) -> None:
        """End the process and everything it started."""
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
            send_frame(self._channel, pack(request), buffers, wait)
            header, body = receive_frame(self._channel, wait)
            return unpack_reply(header), body
        except WireClosed as error:
            raise self._why_it_ended() from error
        except WireError as error:
            self._process.kill()
            raise StudentBrokeProtocol(f"the program sent bytes that are no answer: {error}") from error

    def _wait(self, *, writing: bool, deadline: float, timeout_s: float) -> None:
        poll = select.poll() if hasattr(select, "poll") else None
        while True:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                self._process.kill()
                raise StudentTimedOut(f"ran longer than the {timeout_s:.3g} s it may take")
            slice_s = left_s if self._memory_limit is None else min(left_s, _LOOK_S)
            if poll is None:
                # A channel is a socket, which select takes on every system.
                ready = select.select([] if writing else [self._channel], [self._channel] if writing else [], [], slice_s)
                if ready[0] or ready[1]:
                    return
            else:
                poll.register(self._channel, select.POLLOUT if writing else select.POLLIN)
                if poll.poll(slice_s * 1000):
                    return
            if self._memory_limit is not None and resident_bytes(self._process.pid) > self._memory_limit:
                self._process.kill()
                raise StudentOutOfMemory(_memory_text(self._limits))

    def _why_it_ended(self) -> StudentFault:
        if self._output.exceeded:
            return StudentOutputLimit(f"printed more than the {self._output.limit_bytes // 1024:,} KiB it may")
        ending = self._process.wait(_ENDING_S)
        if ending is None:
            self._process.kill()
            return StudentBrokeProtocol("the program closed its connection to the grader")
        if ending.cpu_s >= self._limits.cpu_s:
            return StudentTimedOut(f"used more than the {self._limits.cpu_s} s of processor time it may")
        if ending.signal:
            name = signal.Signals(ending.signal).name
            return StudentCrashed(f"the program was ended by {name} ({signal.strsignal(ending.signal)})")
        return StudentCrashed(f"the program ended itself with exit code {ending.code}")


def _fault_of(raised: Raised, limits: Limits) -> StudentFault:
    text = raised.message
    if raised.kind in ("MemoryError", "OutOfMemoryError") or any(mark in text for mark in _NO_MEMORY):
        return StudentOutOfMemory(_memory_text(limits))
    trace = "\n".join(
        f"line {frame.line}, in {frame.function}: {frame.text}" for frame in raised.frames if frame.function
    )
    return StudentRaised(raised.kind, text, trace)


def _memory_text(limits: Limits) -> str:
    return f"asked for more than the {limits.memory_bytes // MIB:,} MiB of memory it may use"
