"""The worker's loop: hold what the submission makes, and answer calls to it."""

import contextlib
import errno
import importlib
import os
import socket
import sys
from typing import Any

from grader.untrusted.each import answer_each
from grader.untrusted.faults import File, describe, type_name
from grader.untrusted.submission import load_submission
from grader.wire.errors import NotPlain, WireClosed, WireError
from grader.wire.frame import REQUEST, receive_frame, send_frame
from grader.wire.message import (
    OUT_OF_MEMORY_CODE,
    Call,
    CallEach,
    Get,
    Import,
    Load,
    Raised,
    Request,
    Returned,
    pack,
    unpack_request,
)
from grader.wire.value import Buffer, Held, decode_arguments, encode


class Bench:
    """Everything this worker holds, by number; the numbers are what crosses the wire."""

    def __init__(self) -> None:
        self._held: list[Any] = []
        self._file = File("")
        self._note = ""

    def answer(self, request: Request, body: memoryview) -> tuple[bytes, list[Buffer]]:
        """Do what was asked; every exception of the student's code becomes a reply.

        Returns:
            The packed reply, and the buffers of its tensors.
        """
        self._note = ""
        try:
            form, buffers = encode(self._do(request, body), self._hold)
            return pack(Returned(value=form, note=self._note)), buffers
        except BaseException as error:  # noqa: BLE001  (a student may raise anything, SystemExit too)
            return pack(describe(error, self._file)), []

    def _do(self, request: Request, body: memoryview) -> Any:
        match request:
            case Load():
                self._file = File(request.filename, request.cells)
                module, self._note = load_submission(
                    self._file, request.source, definitions_only=request.definitions_only
                )
                return module
            case Import():
                return importlib.import_module(request.name)
            case Get():
                return getattr(self._at(request.target), request.name)
            case Call():
                args, kwargs = decode_arguments(request.args, request.kwargs, body, self._find)
                return self._at(request.target)(*args, **kwargs)
            case CallEach():
                (cases,), _ = decode_arguments([request.cases], {}, body, self._find)
                return answer_each(self._at(request.target), cases)
            case _:
                raise NotPlain("a worker is set up once")

    def _hold(self, value: Any) -> Held:
        self._held.append(value)
        return Held(len(self._held) - 1, type_name(value))

    def _find(self, held: Held) -> Any:
        return self._at(held.number)

    def _at(self, number: int) -> Any:
        if not 0 <= number < len(self._held):
            raise IndexError(f"nothing is held under the number {number}")
        return self._held[number]


def work(channel: socket.socket) -> None:
    """Answer requests until the other side closes the wire.

    A process without the memory to receive one, or to say that it has none, ends with `OUT_OF_MEMORY_CODE`.
    """
    try:
        _work(channel)
    except (MemoryError, OSError) as error:
        if isinstance(error, OSError) and error.errno != errno.ENOMEM:
            raise
        os._exit(OUT_OF_MEMORY_CODE)


def _work(channel: socket.socket) -> None:
    bench = Bench()
    with contextlib.suppress(WireClosed):
        while True:
            header, body = receive_frame(channel, room=REQUEST)
            reply, buffers = bench.answer(unpack_request(header), body)
            # What was printed until now is part of the answer; the streams may be the student's own.
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(BaseException):
                    stream.flush()
            try:
                send_frame(channel, reply, buffers)
            except WireError as error:
                # Not by a name that a student's own exception could bear: some checks expect a ValueError.
                send_frame(channel, pack(Raised(kind=type_name(error), message=str(error))))
