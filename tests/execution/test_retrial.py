"""Judges, workers and servers of theirs that are killed from outside, in the middle of a run."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from grader.execution.briefing import Briefing
from grader.execution.hearing import CutShort
from grader.execution.local import LocalExecutor, local_is_possible
from grader.execution.retrial import MOST_TRIES, Retrials, Succession
from grader.model.errors import JudgeError
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.sandbox.forked import ForkedSandbox

KILLS_ITSELF = """\
import os, pytest


@pytest.mark.points(1)
def test_it(submission):
    'It.'
    os.kill(os.getpid(), 9)
"""
TWICE = "def double(x):\n    for _ in range(10**6):\n        pass\n    return 2 * x\n"
PATIENCE_S = 60.0
VICTIMS = ("worker", "judge", "workers' server", "judges' server")


class FakeServer:
    """Remembers whether it was closed."""

    closed = False

    def close(self) -> None:
        """It was."""
        self.closed = True


class FakeHearing(msgspec.Struct):
    """What was heard, and where its judge came from."""

    job: Job
    server: Any


def victims(executor: LocalExecutor, kind: str) -> list[psutil.Process]:
    """What there is of a kind at this moment; judges are forks, and have their server's command line."""
    judges = psutil.Process(executor._servers.current._process.pid)
    if kind == "judges' server":
        return [judges]
    line = judges.cmdline()
    if kind == "judge":
        return [one for one in judges.children() if one.cmdline() == line]
    servers = [one for one in judges.children() if one.cmdline() != line]
    return servers if kind == "workers' server" else [one for server in servers for one in server.children()]


def kill(executor: LocalExecutor, kind: str) -> None:
    """Kill one, as soon as there is one."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            for process in victims(executor, kind):
                process.kill()
                return
        except psutil.NoSuchProcess:
            continue
    raise AssertionError(f"there was no {kind} to kill")


@pytest.mark.slow
@pytest.mark.skipif(not local_is_possible(), reason="this system cannot fork warm processes")
def test_what_is_killed_is_heard_again(
    tmp_path: Path,
    write_exercise: Callable[..., Path],
    brief: Callable[..., Briefing],
    job_of: Callable[..., Job],
    standard_sandbox: ForkedSandbox,
) -> None:
    """Every job has one result, and the right one; one whose judge is killed every time is nobody's fault."""
    write_exercise(tmp_path)
    write_exercise(tmp_path, "kills", KILLS_ITSELF)
    briefing = brief(tmp_path, jobs=2, sandbox=standard_sandbox.name)
    jobs = [job_of(briefing, "double", f"student {number}", TWICE) for number in range(24)]
    jobs.insert(12, job_of(briefing, "kills"))
    executor = LocalExecutor(briefing)
    results = []
    try:
        for number, result in enumerate(executor.run(jobs)):
            results.append(result)
            if number % 5 == 1 and number // 5 < len(VICTIMS):
                kill(executor, VICTIMS[number // 5])
    finally:
        executor.close()
    assert Counter(one.key for one in results) == Counter(job.key for job in jobs)
    (lost,) = [one for one in results if not one.graded]
    assert (lost.slug, lost.outcome) == ("kills", Outcome.INTERNAL_ERROR)
    assert "signal 9 (Killed) (it was heard 3 times)" in lost.warnings[0]
    assert {one.score.earned for one in results if one.graded} == {3}


@pytest.fixture
def job(
    tmp_path: Path, write_exercise: Callable[..., Path], brief: Callable[..., Briefing], job_of: Any
) -> Job:
    """One job."""
    write_exercise(tmp_path)
    made: Job = job_of(brief(tmp_path), "double")
    return made


@pytest.fixture
def servers() -> Iterator[Succession]:
    """A succession of servers that do nothing."""
    made = Succession(FakeServer)
    yield made
    made.close()


def test_workers_that_are_gone_twice_have_new_servers(servers: Succession, job: Job) -> None:
    """A worker that cannot be had is tried again, and then from new servers; then the job is given up."""
    retrials, first = Retrials(servers), servers.current
    cut = CutShort("no worker could be started", workers_gone=True)
    assert retrials.give_up(FakeHearing(job, first), cut) is None
    assert servers.current is first
    assert retrials.give_up(FakeHearing(job, first), cut) is None
    assert servers.current is not first
    assert first.closed
    # It went down with the first, and that is not counted.
    assert retrials.give_up(FakeHearing(job, first), cut) is None
    given_up = retrials.give_up(FakeHearing(job, servers.current), cut)
    assert given_up is not None
    assert given_up.warnings == (f"no worker could be started (it was heard {MOST_TRIES} times)",)


def test_a_killed_worker_costs_no_other_job_its_judge(servers: Succession, job: Job) -> None:
    """Where a worker alone is killed, the servers stay, so that whatever else runs goes on."""
    retrials, first = Retrials(servers), servers.current
    cut = CutShort("a worker was killed")
    given_up = [retrials.give_up(FakeHearing(job, first), cut) for _ in range(MOST_TRIES)]
    assert [one is not None for one in given_up] == [False, False, True]
    assert servers.current is first


def test_servers_that_are_of_no_use(servers: Succession) -> None:
    """Where one server after another is gone before a result came, the run ends with the reason."""
    cut = CutShort("no judge can be started any more: Killed")
    for _ in range(5):
        servers.replace(servers.current, cut)
    with pytest.raises(JudgeError, match="Killed"):
        servers.replace(servers.current, cut)
    servers.served()
    servers.replace(servers.current, cut)


def test_closed_servers_have_no_successor(servers: Succession) -> None:
    """A run whose executor was closed ends, and starts nothing."""
    servers.close()
    with pytest.raises(JudgeError, match="the judges were ended"):
        servers.replace(servers.current, CutShort("gone"))
