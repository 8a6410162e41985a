"""A conversation with one worker, in Python's values instead of the wire's."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from grader.judging.handle import Handle
from grader.model.errors import StudentBrokeProtocol, StudentFault, StudentOverdue
from grader.seams import Worker
from grader.wire.errors import NotPlain
from grader.wire.message import Call, CallEach, Get, Import, Load, Request, Returned
from grader.wire.value import Buffer, Held, encode_arguments
from grader.wire.value import decode as decode_value


class Deadline:
    """A moment `limit_s` seconds after its making, by a clock that nobody can set back.

    Args:
        limit_s: seconds of wall clock.
        clock: in seconds.
        whose: what has this limit, as in "the check".
        within: another deadline, which this one does not outlast.
        kind: the fault of whoever misses it.
    """

    def __init__(
        self,
        limit_s: float,
        clock: Callable[[], float] = time.monotonic,
        *,
        whose: str = "the check",
        within: "Deadline | None" = None,
        kind: type[StudentOverdue] = StudentOverdue,
    ) -> None:
        self._limit_s = limit_s
        self._clock = clock
        self._whose = whose
        self._within = within
        self._kind = kind
        self._end = clock() + limit_s

    @property
    def remaining_s(self) -> float:
        """Seconds left, never less than zero."""
        left_s = max(0.0, self._end - self._clock())
        return left_s if self._within is None else min(left_s, self._within.remaining_s)

    @property
    def said(self) -> str:
        """What is said once it has passed: whose limit it was, and how long."""
        if (first := self._outer) is not None:
            return first.said
        return f"{self._whose} ran longer than the {self._limit_s:,g} s it may take"

    def missed(self, used: str = "") -> StudentOverdue:
        """The fault of whoever misses it; `used` says what was done meanwhile, if that is known."""
        if (first := self._outer) is not None:
            return first.missed(used)
        return self._kind(self.said, used)

    @property
    def _outer(self) -> "Deadline | None":
        """The deadline that this one is within, where that is over first."""
        sooner = self._within is not None and self._within.remaining_s < self._end - self._clock()
        return self._within if sooner else None


class Session:
    """One live worker.

    Every question must be answered before `deadline`, which the judge moves from check to check. After a
    fault that ended the worker, every later use raises that fault again.

    Attributes:
        deadline: of the check that is running.
        fault: what ended the worker, if something did.
        closed: whether the worker was ended because the checks that it was for are over.
    """

    def __init__(self, worker: Worker, deadline: Deadline) -> None:
        self.deadline = deadline
        self.fault: StudentFault | None = None
        self.closed = False
        self._worker = worker

    def load(
        self, filename: str, source: bytes, *, cells: Sequence[int] = (), definitions_only: bool = False
    ) -> tuple[Handle, str]:
        """Make the submission's module; returns it, and the worker's note on what was left out.

        Raises:
            StudentFault: its top level raised, ran too long or ended the worker.
        """
        request = Load(filename=filename, source=source, cells=list(cells), definitions_only=definitions_only)
        module, note = self._ask(request)
        return self._handle(module, f"loading {filename}"), note

    def module(self, name: str) -> Handle:
        """A module that the worker can import by itself, such as `torch.nn`."""
        module, _ = self._ask(Import(name=name))
        return self._handle(module, f"importing {name}")

    def get(self, handle: Handle, name: str) -> Any:
        """An attribute: plain data and tensors as themselves, anything else as a Handle.

        Raises:
            StudentFault: reading it raised (`StudentRaised`), or ended the worker.
        """
        return self._ask(Get(target=self._held(handle).number, name=name))[0]

    def call(self, handle: Handle, /, *args: Any, **kwargs: Any) -> Any:
        """What calling it returns: plain data and tensors as themselves, anything else as a Handle.

        Raises:
            StudentFault: the call raised (`StudentRaised`), or ended the worker.
            NotPlain: an argument (or something in it) is neither plain data nor a handle of this session.
        """
        target = self._held(handle).number
        forms, named, buffers = encode_arguments(args, kwargs, self._held)
        request = Call(target=target, args=forms, kwargs=named)
        return self._ask(request, buffers)[0]

    def call_each(self, handle: Handle, cases: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """What calling it returns for each case, in turn; many of them are asked in one question.

        Raises:
            StudentFault: in the turn of the case in which the call raised, or the worker ended.
        """
        left = [list(case) for case in cases]
        while left:
            (form,), _, buffers = encode_arguments((left,), {}, self._held)
            request = CallEach(target=self._held(handle).number, cases=form)
            answers = self._ask(request, buffers)[0]
            if not isinstance(answers, list) or not 0 < len(answers) <= len(left):
                self.fault = StudentBrokeProtocol(
                    f"the worker was asked {len(left)} questions at once, and its answers do not fit them"
                )
                raise self.fault
            yield from answers
            left = left[len(answers) :]

    def _ask(self, request: Request, buffers: Sequence[Buffer] = ()) -> tuple[Any, str]:
        if self.fault is not None:
            raise self.fault.with_traceback(None)
        if self.closed:
            raise NotPlain(
                "this was made in a check that has limits of its own, whose worker ended with it, or in one "
                "that students see, whose worker ends before the others begin; what checks share has to be "
                "made in one of their kind"
            )
        if (left_s := self.deadline.remaining_s) <= 0:
            raise self.deadline.missed()
        try:
            reply, body = self._worker.ask(request, buffers, timeout_s=left_s)
            if not isinstance(reply, Returned):
                raise StudentBrokeProtocol(f"the worker answered a question with {type(reply).__name__}")
            return self._decode(reply, body), reply.note
        except StudentOverdue as overdue:
            # The worker knows only what this question had left.
            self.fault = self.deadline.missed(overdue.used)
            raise self.fault from overdue
        except StudentFault as fault:
            if fault.ends_worker:
                self.fault = fault
            raise

    def _decode(self, reply: Returned, body: memoryview) -> Any:
        try:
            return decode_value(reply.value, body, lambda held: Handle(self, held.number, held.kind))
        except Exception as error:
            # The bytes are the worker's: whatever goes wrong in reading them is not the judge's fault.
            raise StudentBrokeProtocol(f"the worker sent a value that cannot be: {error}") from error

    def _handle(self, value: Any, asked: str) -> Handle:
        if isinstance(value, Handle):
            return value
        self.fault = StudentBrokeProtocol(f"{asked} gave no module")
        raise self.fault

    def _held(self, value: Any) -> Held:
        if not isinstance(value, Handle):
            raise NotPlain(
                f"a {type(value).__name__} cannot be sent to the worker; send plain data, tensors or handles"
            )
        session, number, kind = value.__reference__
        if session is self:
            return Held(number, kind)
        if isinstance(session, Session) and session.fault is not None:
            # What an earlier worker held went with it, and that worker's end is the reason.
            raise session.fault.with_traceback(None)
        raise NotPlain(f"{value!r} belongs to another worker than this one")
