"""One job before one judge, with judges that end in every way."""

import math
import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from grader.execution.briefing import Briefing
from grader.execution.hearing import CutShort, Hearing
from grader.execution.verdicts import (
    Verdict,
    is_heard_from,
    prevented,
    receive_job,
    send_verdict,
    wait_for_go,
)
from grader.model.errors import JudgeError, SandboxError, WorkerLost, WorkersGone
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.warm.client import WarmError
from grader.warm.ending import Ending


class FakeChild:
    """A judge that has ended, or of which nobody knows."""

    def __init__(self, ending: Ending | None) -> None:
        self.closed = False
        self._ending = ending

    def wait(self, timeout_s: float) -> Ending:
        """How it ended."""
        assert timeout_s > 0
        if self._ending is None:
            raise WarmError("the warm process ended")
        return self._ending

    def close(self) -> None:
        """Remember it."""
        self.closed = True


class FakeServer:
    """Keeps the judges' end of the channel open for the test to speak through."""

    def __init__(self, ending: Ending | None = None, *, refuses: bool = False) -> None:
        self.child = FakeChild(ending)
        self.judge: socket.socket | None = None
        self._refuses = refuses

    def fork(self, descriptors: Sequence[int]) -> FakeChild:
        """A judge that does nothing by itself."""
        if self._refuses:
            raise WarmError("the warm process is gone: Killed")
        self.judge = socket.socket(fileno=os.dup(descriptors[0]))
        return self.child


@pytest.fixture
def job(
    tmp_path: Path,
    write_exercise: Callable[..., Path],
    brief: Callable[..., Briefing],
    job_of: Callable[..., Job],
) -> Job:
    """One job."""
    write_exercise(tmp_path)
    return job_of(brief(tmp_path), "double")


def test_result(job: Job) -> None:
    """The judge is handed the job, and its result is the hearing's."""
    server = FakeServer()
    hearing = Hearing(server, job, 60.0)
    assert server.judge
    with server.judge:
        received = receive_job(server.judge)
        send_verdict(
            server.judge, Verdict(result=JobResult(key=job.key, student="ada", slug="double", checks=()))
        )
    assert received == job
    assert hearing.result().key == job.key
    hearing.close()
    assert server.child.closed


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Ending(signal=6, code=0, cpu_s=0.0, peak_bytes=0), "ended by signal 6 (Aborted)"),
        (Ending(signal=0, code=3, cpu_s=0.0, peak_bytes=0), "ended itself with exit code 3"),
    ],
)
def test_judge_that_ends_without_a_word(job: Job, ending: Ending, words: str) -> None:
    """The result is an internal error, and the warning says how the judge ended."""
    server = FakeServer(ending)
    hearing = Hearing(server, job, 60.0)
    assert server.judge
    server.judge.close()
    result = hearing.result()
    hearing.close()
    assert result.outcome is Outcome.INTERNAL_ERROR
    assert words in result.warnings[0]


def test_judge_that_is_killed(job: Job) -> None:
    """A judge that was killed from outside has no result: the job may be heard again."""
    server = FakeServer(Ending(signal=9, code=0, cpu_s=0.0, peak_bytes=0))
    hearing = Hearing(server, job, 60.0)
    assert server.judge
    server.judge.close()
    with pytest.raises(CutShort, match=r"signal 9 \(Killed\)") as caught:
        hearing.result()
    hearing.close()
    assert not caught.value.workers_gone


@pytest.mark.parametrize("error", [WorkerLost("a worker was killed"), WorkersGone("its server is gone")])
def test_worker_that_is_killed(job: Job, error: WorkerLost) -> None:
    """So it may where a worker was, or what workers are started from, which is told apart."""
    server = FakeServer()
    hearing = Hearing(server, job, 60.0)
    assert server.judge
    with server.judge:
        send_verdict(server.judge, prevented(error))
    with pytest.raises(CutShort, match=f"{type(error).__name__}: {error}") as caught:
        hearing.result()
    hearing.close()
    assert caught.value.workers_gone is isinstance(error, WorkersGone)


def test_worker_that_cannot_be_had(job: Job) -> None:
    """Any other error of the sandbox is the job's result, because it would be the same again."""
    server = FakeServer()
    hearing = Hearing(server, job, 60.0)
    assert server.judge
    with server.judge:
        send_verdict(server.judge, prevented(SandboxError("a question cannot be asked")))
    assert "a question cannot be asked" in hearing.result().warnings[0]
    hearing.close()


def test_no_time_runs_before_it_begins(job: Job) -> None:
    """A hearing is never overdue before it begins; its judge gets ready, and is told to begin then."""
    server = FakeServer()
    hearing = Hearing(server, job, 60.0)
    assert server.judge
    with server.judge as judge:
        receive_job(judge)
        assert hearing.deadline == math.inf
        assert not is_heard_from(judge)
        assert hearing.waits
        hearing.begin()
        assert hearing.deadline < math.inf
        assert wait_for_go(judge)
    hearing.close()


def test_judge_that_ends_while_it_waits(job: Job) -> None:
    """A judge that is gone before its hearing begins does not wait, and telling it to begin does no harm."""
    server = FakeServer(Ending(signal=9, code=0, cpu_s=0.0, peak_bytes=0))
    hearing = Hearing(server, job, 60.0)
    assert server.judge
    server.judge.close()
    assert not hearing.waits
    hearing.begin()
    with pytest.raises(CutShort, match="Killed"):
        hearing.result()
    hearing.close()


def test_executor_that_is_gone(job: Job) -> None:
    """A judge whose executor ends before it has begun is not told to begin."""
    server = FakeServer()
    hearing = Hearing(server, job, 60.0)
    assert server.judge
    with server.judge as judge:
        receive_job(judge)
        hearing.close()
        assert not wait_for_go(judge)


def test_server_that_is_gone(job: Job) -> None:
    """Where nobody knows how the judge ended no further one can be started: an error, not a result."""
    server = FakeServer(None)
    hearing = Hearing(server, job, 60.0)
    assert server.judge
    server.judge.close()
    with pytest.raises(JudgeError, match="run the same command again"):
        hearing.result()
    hearing.close()


def test_server_that_cannot_fork(job: Job) -> None:
    """A server that is gone before the judge is forked is an error with the reason."""
    with pytest.raises(JudgeError, match="Killed"):
        Hearing(FakeServer(refuses=True), job, 60.0)


def test_overdue(job: Job) -> None:
    """A judge that is given up names the limit and the exercise."""
    server = FakeServer()
    hearing = Hearing(server, job, 60.0)
    assert server.judge
    server.judge.close()
    warning = hearing.overdue_result().warnings[0]
    hearing.close()
    assert "60 s" in warning
    assert "double" in warning
