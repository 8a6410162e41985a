"""What is done with fuzzed bytes, by the fuzzer and when its corpus is replayed; it needs no atheris.

Each harness raises only where a claim is broken: reading whatever was sent gives a value, or the one error
that is said to come of it.
"""

import contextlib
import io
import os
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

from grader.execution.asciijson import from_ascii
from grader.execution.verdicts import Verdict, receive_verdict
from grader.intake.archive import open_archive
from grader.intake.notebook import read_cells
from grader.intake.work import open_work
from grader.judging.handle import Handle
from grader.judging.session import Deadline, Session
from grader.model.errors import JudgeError, StudentFault
from grader.model.job import Job
from grader.model.limits import Limits
from grader.sandbox.worker import SandboxedWorker
from grader.warm.ending import Ending
from grader.wire.errors import WireClosed, WireError
from grader.wire.frame import MAGIC, PREFIX, REPLY, REQUEST, padded, receive_frame
from grader.wire.message import Call, Returned, pack, unpack_reply
from grader.wire.value import Held, decode, encode

_EXACT = (
    type(None), bool, int, float, str, bytes, list, tuple, dict, torch.Tensor, np.ndarray, torch.dtype,
    torch.device, Held, Handle,
)  # fmt: skip
_SIZES = struct.Struct("<HH")
_QUESTIONS = 6
_TEXT_LIMIT = 4000


class Ended:
    """A worker's process that has ended by itself; what it sent before is still on the wire."""

    pid = os.getpid()

    def kill(self) -> None:
        """It has ended."""

    def wait(self, timeout_s: float) -> Ending | None:
        """It ended with exit code 3, whenever one asks."""
        return Ending(signal=0, code=3, cpu_s=min(timeout_s, 0.0), peak_bytes=0)

    def close(self) -> None:
        """Nothing is held."""


def read_frames(data: bytes) -> None:
    """Bytes become frames within their room, or a WireError or WireClosed."""
    with _sent(data) as channel:
        try:
            while True:
                header, body = receive_frame(channel)
                assert len(header) <= REPLY.header
                assert len(header) + len(body) <= len(data)
        except (WireError, WireClosed):
            return


def read_value(data: bytes) -> None:
    """A header and a body (its size stands first) become exactly plain values, or a WireError.

    What becomes a value takes no more tensor bytes than came, and can be sent back.
    """
    size = int.from_bytes(data[:2], "little")
    body, header = data[2 : 2 + size], data[2 + size :]
    try:
        reply = unpack_reply(header)
        if not isinstance(reply, Returned):
            return
        value = decode(reply.value, memoryview(bytearray(body)), lambda held: held)
    except WireError as error:
        _check_short(error)
        return
    _check_exact(value)
    form, buffers = encode(value, lambda held: held)
    assert sum(padded(memoryview(buffer).nbytes) for buffer in buffers) == len(body)
    assert len(pack(Call(target=0, args=[form], kwargs={}))) <= REQUEST.header


def hold_conversation(data: bytes) -> None:
    """A judge that asks a worker made of these bytes gets exactly plain values, handles or a StudentFault."""
    reading, writing = os.pipe()
    os.close(writing)
    with _sent(b"".join(_frames(data))) as channel:
        worker = SandboxedWorker(channel, Ended(), reading, Limits())
        try:
            _ask_everything(Session(worker, Deadline(60)))
        finally:
            worker.close()


def hear_verdict(data: bytes) -> None:
    """What a judge sends becomes a Verdict or a JudgeError; what an executor sends, a Job or a ValueError."""
    for sent in (data, _framed(len(data).to_bytes(8, "big"), data)):
        with _sent(sent) as channel, contextlib.suppress(JudgeError):
            assert type(receive_verdict(channel)) is Verdict
    with contextlib.suppress(ValueError):
        assert type(from_ascii(data, Job)) is Job


def open_handed_in(data: bytes) -> None:
    """A file becomes cells, entries and programs, or one line that says why not."""
    for found, problem in (read_cells(data, "mlp.ipynb"), open_archive(data, "ada.zip")):
        assert not (found and problem)
        assert "\n" not in problem
    for name in ("mlp.ipynb", "mlp.py"):
        work = open_work(name, data, ["mlp", "cnn"])
        assert "\n" not in work.problem


HARNESSES: dict[str, Callable[[bytes], None]] = {
    "frames": read_frames,
    "value": read_value,
    "conversation": hold_conversation,
    "verdict": hear_verdict,
    "intake": open_handed_in,
}


def _ask_everything(session: Session) -> None:
    known: list[Any] = []
    for turn in range(_QUESTIONS):
        handles = [one for one in known if type(one) is Handle]
        try:
            if not handles:
                known.append(session.load("mlp.py", b"")[0] if turn % 2 else session.module("torch"))
            elif turn % 2:
                known.append(session.get(handles[-1], "weight"))
            else:
                known.append(session.call(handles[0], *known, weight=torch.zeros(2)))
            _check_exact(known[-1])
        except StudentFault as fault:
            _check_short(fault)
            if session.fault is not None:
                return


def _check_short(error: Exception) -> None:
    assert len(str(error)) < _TEXT_LIMIT


def _check_exact(value: Any) -> None:
    """Nothing but the builtin types, torch's, numpy's and handles; their later use runs nobody's code."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        assert type(one) in _EXACT or type(one).__module__ == "numpy", type(one)
        if type(one) in (list, tuple):
            waiting += one
        elif type(one) is dict:
            waiting += [*one, *one.values()]


def _frames(data: bytes) -> Iterator[bytes]:
    """Two sizes, a header and a body of them, again and again; an odd size of the body is sent as it is."""
    rest = io.BytesIO(data)
    while len(sizes := rest.read(_SIZES.size)) == _SIZES.size:
        header, body = (rest.read(size) for size in _SIZES.unpack(sizes))
        yield PREFIX.pack(MAGIC, len(header), len(body)) + header + body
    yield sizes


def _framed(header: bytes, body: bytes) -> bytes:
    whole = body.ljust(padded(len(body)), b"\0")
    return PREFIX.pack(MAGIC, len(header), len(whole)) + header + whole


class _sent:  # noqa: N801  (used as a verb)
    """The receiving end of a wire on which these bytes were sent, and nothing will follow."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __enter__(self) -> socket.socket:
        # The other end stays open for reading, or no question could be sent.
        self._ours, self._theirs = socket.socketpair()
        self._ours.sendall(self._data)
        self._ours.shutdown(socket.SHUT_WR)
        return self._theirs

    def __exit__(self, *_: object) -> None:
        self._ours.close()
        self._theirs.close()
