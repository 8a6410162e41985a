"""What passes between an executor and its judges: a job, a go, a result or the error that prevented one."""

import select
from socket import socket
from typing import TypeVar

import msgspec

from grader.execution.asciijson import from_ascii, to_ascii
from grader.model.errors import JudgeError
from grader.model.job import Job
from grader.model.result import JobResult
from grader.wire.errors import WireClosed, WireError
from grader.wire.frame import receive_frame, send_frame

T = TypeVar("T")
_SIZE_BYTES = 8
_GO = b"G"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A result, or the kind and message of the error that prevented it."""

    result: JobResult | None = None
    error: str = ""
    message: str = ""


def prevented(error: Exception) -> Verdict:
    """The verdict where an error came instead of a result."""
    return Verdict(error=type(error).__name__, message=str(error))


def send_job(channel: socket, job: Job) -> None:
    """Hand a job to a judge.

    Raises:
        WireClosed: the judge is gone.
    """
    _send(channel, job)


def receive_job(channel: socket) -> Job:
    """The job this judge is for."""
    return _receive(channel, Job)


def send_go(channel: socket) -> None:
    """Have a judge begin.

    Raises:
        WireClosed: the judge is gone.
    """
    try:
        channel.sendall(_GO)
    except OSError as error:
        raise WireClosed(str(error)) from error


def is_heard_from(channel: socket) -> bool:
    """Whether the other side has said something, or is gone."""
    poll = select.poll()
    poll.register(channel, select.POLLIN)
    return bool(poll.poll(0))


def wait_for_go(channel: socket) -> bool:
    """Block until the judge may begin; False where the executor is gone instead."""
    try:
        return channel.recv(len(_GO)) == _GO
    except OSError:
        return False


def send_verdict(channel: socket, verdict: Verdict) -> None:
    """Hand back what came of it."""
    _send(channel, verdict)


def receive_verdict(channel: socket) -> Verdict:
    """What came of a job.

    Raises:
        JudgeError: the judge ended without saying, or said what is no verdict.
    """
    try:
        return _receive(channel, Verdict)
    except WireClosed as error:
        raise JudgeError("the judge ended without a result") from error
    except (WireError, ValueError) as error:
        raise JudgeError(f"the judge sent what is no result: {error}") from error


def _send(channel: socket, value: Job | Verdict) -> None:
    data = to_ascii(value).encode("ascii")
    send_frame(channel, len(data).to_bytes(_SIZE_BYTES, "big"), [data])


def _receive(channel: socket, kind: type[T]) -> T:
    # Frames are padded, so the header says how much of the body is the message.
    header, body = receive_frame(channel)
    return from_ascii(body[: int.from_bytes(header, "big")], kind)
