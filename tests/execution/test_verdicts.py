"""What passes between an executor and its judges."""

import socket
from collections.abc import Iterator

import pytest

from grader.execution.verdicts import (
    Verdict,
    prevented,
    receive_job,
    receive_verdict,
    send_job,
    send_verdict,
)
from grader.model.errors import CourseError, JudgeError
from grader.model.exercise import Check, Exercise
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission
from grader.wire.frame import MAGIC, PREFIX, padded

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Both ends of a channel."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def _framed(text: bytes) -> bytes:
    body = text.ljust(padded(len(text)), b"\0")
    return PREFIX.pack(MAGIC, 8, len(body)) + len(text).to_bytes(8, "big") + body


def test_job_arrives(pair: Pair) -> None:
    """A judge receives the job that it was sent."""
    job = Job(
        submission=Submission(student="\udcff", slug="mlp", filename="mlp.py", source=b"x = 1\n" * 1000),
        exercise=Exercise(slug="mlp", title="A perceptron", trains=True),
        terms=Terms(data="digits"),
    )
    send_job(pair[0], job)
    assert receive_job(pair[1]) == job


def test_result_arrives(pair: Pair) -> None:
    """An executor receives the result that a judge sent, every check of it."""
    check = CheckResult(
        check=Check(name="test_it", description="It.", points=2.0), outcome=Outcome.FAILED, message="\udc80"
    )
    result = JobResult(key="k", student="ada", slug="mlp", checks=(check,), warnings=("one",))
    send_verdict(pair[0], Verdict(result=result))
    assert receive_verdict(pair[1]).result == result


def test_error_arrives(pair: Pair) -> None:
    """An error arrives as its kind and its message."""
    send_verdict(pair[0], prevented(CourseError("no tests")))
    verdict = receive_verdict(pair[1])
    assert (verdict.result, verdict.error, verdict.message) == (None, "CourseError", "no tests")


def test_silence(pair: Pair) -> None:
    """A judge that ends without a word is a JudgeError."""
    pair[0].close()
    with pytest.raises(JudgeError, match="without a result"):
        receive_verdict(pair[1])


@pytest.mark.parametrize(
    "said",
    [b"Traceback (most recent call last)", _framed(b"[]"), _framed(b"[" * 10**5), _framed(b'"\xff"')],
    ids=["no frame", "another type", "nested", "no text"],
)
def test_nonsense(pair: Pair, said: bytes) -> None:
    """Bytes that are no verdict are a JudgeError, whether or not they come in a frame."""
    pair[0].sendall(said)
    with pytest.raises(JudgeError, match="no result"):
        receive_verdict(pair[1])
