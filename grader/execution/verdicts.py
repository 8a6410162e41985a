"""What passes between an executor and its judges: a job, and a result or the error that prevented one."""

from socket import socket
from typing import Any

import msgspec

from grader.model.errors import JudgeError
from grader.model.job import Job
from grader.model.result import JobResult
from grader.wire.errors import WireClosed
from grader.wire.frame import receive_frame, send_frame


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A result, or the kind and message of the `GraderError` that prevented it."""

    result: JobResult | None = None
    error: str = ""
    message: str = ""


_SIZE_BYTES = 8


def send_job(channel: socket, job: Job) -> None:
    """Hand a job to a judge."""
    _send(channel, job)


def receive_job(channel: socket) -> Job:
    """The job this judge is for."""
    job: Job = _receive(channel, Job)
    return job


def send_verdict(channel: socket, verdict: Verdict) -> None:
    """Hand back what came of it."""
    _send(channel, verdict)


def receive_verdict(channel: socket) -> Verdict:
    """What came of a job.

    Raises:
        JudgeError: the judge ended without saying.
    """
    try:
        verdict: Verdict = _receive(channel, Verdict)
    except WireClosed as error:
        raise JudgeError("the judge ended without a result") from error
    return verdict


def _send(channel: socket, value: object) -> None:
    data = msgspec.msgpack.encode(value)
    send_frame(channel, len(data).to_bytes(_SIZE_BYTES, "big"), [data])


def _receive(channel: socket, kind: Any) -> Any:
    # Frames are padded, so the header says how much of the body is the message.
    header, body = receive_frame(channel)
    return msgspec.msgpack.decode(body[: int.from_bytes(header, "big")], type=kind)
