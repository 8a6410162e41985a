"""Workers and schedulers that are lost in the middle."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.execution.briefing import Briefing
from grader.model.job import Job
from grader.sandbox.forked import ForkedSandbox

pytestmark = pytest.mark.slow
MORE_THAN_ENOUGH = 5_000
LOOPS = "def double(x):\n    while True:\n        pass\n"
RIGHT = "def double(x):\n    return 2 * x\n"


@pytest.fixture
def course(tmp_path: Path, write_exercise: Callable[..., Path], standard_sandbox: ForkedSandbox) -> Path:
    """A course of one exercise, where the wall can be built."""
    del standard_sandbox
    write_exercise(tmp_path / "course", call_s=600.0, cpu_s=600)
    return tmp_path / "course"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "cut off"])
def test_a_lost_workers_jobs_are_done_elsewhere(
    own_farm: Any,
    course: Path,
    brief: Callable[..., Briefing],
    jobs_of: Callable[..., list[Job]],
    how: signal.Signals,
) -> None:
    """A worker that is killed, or cut off and back too late, costs nothing: each job has one result."""
    (lost, address), _ = own_farm.worker(), own_farm.worker()
    briefing = brief(course, sandbox="standard")
    gone = f"{address} is gone; what it was at is done elsewhere"
    sent: list[Job] = []

    def until_it_is_gone() -> Iterator[Job]:
        for job in jobs_of(briefing, MORE_THAN_ENOUGH):
            if gone in own_farm.said:
                return
            sent.append(job)
            yield job

    results = []
    for result in own_farm.executor(briefing).run(until_it_is_gone()):
        results.append(result)
        if gone in own_farm.said:
            lost.send_signal(signal.SIGCONT)
        elif sum("judges" in one for one in own_farm.said) == 2:
            lost.send_signal(how)
    assert gone in own_farm.said
    assert Counter(one.key for one in results) == Counter(one.key for one in sent)
    assert all(one.score.earned == 3 for one in results)


class Grading:
    """`grader grade` in a process, on a class of which one submission never ends."""

    def __init__(self, folder: Path, address: str, submissions: dict[str, str]) -> None:
        for student, source in submissions.items():
            (folder / "submissions" / student).mkdir(parents=True, exist_ok=True)
            (folder / "submissions" / student / "double.py").write_text(source, encoding="utf-8")
        line = ["grade", folder / "submissions", "--out", folder / "out", "--course", folder / "course"]
        line += ["--sandbox", "standard", "--executor", address.replace("tcp://", "dask://")]
        self._gradebook = folder / "out" / "gradebook.sqlite"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader", *map(os.fspath, line)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def read_until(self, words: str) -> None:
        """Read its output up to a line with these words."""
        assert self.process.stdout
        assert any(words in line for line in self.process.stdout), self.process.communicate()

    def end(self) -> tuple[int, str, str]:
        """Its exit code, and the rest of what it said."""
        out, err = self.process.communicate()
        return self.process.returncode, out, err

    @property
    def recorded(self) -> list[str]:
        """The students of all recorded results."""
        with contextlib.closing(sqlite3.connect(self._gradebook)) as connection:
            return [name for (name,) in connection.execute("SELECT student FROM results ORDER BY student")]


def test_a_lost_scheduler_costs_what_was_in_flight(own_farm: Any, course: Path) -> None:
    """The grader says so and keeps what is recorded; at a new scheduler the same command goes on."""
    own_farm.worker()
    first = Grading(course.parent, own_farm.address, {"ada": RIGHT, "bob": LOOPS})
    first.read_until("ada  double")
    own_farm.scheduler.kill()
    own_farm.scheduler.wait()
    code, _, err = first.end()
    assert code == 3
    assert err.startswith(
        f"grader: the dask scheduler at {own_farm.address} is gone; what is recorded is kept"
    )
    assert err.count("\n") == 1
    assert first.recorded == ["ada"]
    own_farm.start_scheduler(own_farm.address.rpartition(":")[2])
    own_farm.worker()
    again = Grading(course.parent, own_farm.address, {"bob": RIGHT})
    code, out, err = again.end()
    assert (code, err) == (0, "")
    assert "1 of 2 were graded before and are kept" in out
    assert again.recorded == ["ada", "bob"]


def test_an_interrupt_ends_what_is_judged_elsewhere(own_farm: Any, course: Path) -> None:
    """Ctrl-C reports what is done, and ends the judges on the workers' machines."""
    worker, _ = own_farm.worker()
    grading = Grading(course.parent, own_farm.address, {"ada": RIGHT, "bob": LOOPS})
    grading.read_until("ada  double")
    judges = psutil.Process(worker.pid).children(recursive=True)
    assert judges
    grading.process.send_signal(signal.SIGINT)
    code, out, err = grading.end()
    assert (code, err) == (3, "")
    assert "stopped with 1 of 2 graded" in out
    assert grading.recorded == ["ada"]
    _, left = psutil.wait_procs(judges, timeout=60)
    assert not left
    assert worker.poll() is None
