"""Real schedulers and workers on this machine, and jobs for them."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="distributed is not installed: pip install 'grader[dask]'")

from grader_dask.executor import DaskExecutor

from grader.catalog.course import open_course
from grader.catalog.digest import grader_digest
from grader.execution.briefing import Briefing
from grader.model.job import Job, Terms
from grader.model.submission import Submission
from grader.registry import Registry
from grader.settings import Settings

RIGHT = "def double(x):\n    return 2 * x\n"


class Farm:
    """A scheduler and workers of its own, each a process; `close` ends them all.

    Attributes:
        address: the scheduler's; said: what executors told their user.
    """

    def __init__(self, folder: Path) -> None:
        self.said: list[str] = []
        self.folder = folder
        self._processes: list[subprocess.Popen[str]] = []
        self._executors: list[DaskExecutor] = []
        self.scheduler, self.address = self.start_scheduler()

    def start_scheduler(self, port: str = "0") -> tuple[subprocess.Popen[str], str]:
        """A scheduler on this machine alone; it takes a worker for lost that is silent for five seconds."""
        line = ["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", "--no-show"]
        return self._start(line, r"Scheduler at: +(\S+)", DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL="1s")

    def worker(self, *options: str, address: str = "", **variables: str) -> tuple[subprocess.Popen[str], str]:
        """A worker that has joined; its process and its address."""
        line = ["worker", address or self.address, "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        line += ["--nthreads", "1", "--local-directory", str(self.folder), *options]
        return self._start(line, r"Start worker at: +(\S+)[\s\S]*Registered to", **variables)

    def executor(self, briefing: Briefing, *, patience_s: float = 30.0) -> DaskExecutor:
        """An executor that is closed in the end."""
        made = DaskExecutor(self.address, briefing, self.said.append, patience_s=patience_s)
        self._executors.append(made)
        return made

    def close(self) -> None:
        """End everything."""
        for executor in self._executors:
            executor.close()
        for process in self._processes[::-1]:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()
            if process.stderr:
                process.stderr.close()

    def _start(self, line: list[str], ready: str, **variables: str) -> tuple[subprocess.Popen[str], str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GRADER_")}
        environment["GRADER_CACHE"] = str(self.folder / "cache")
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *line],
            env=environment | variables,
            cwd=self.folder,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._processes.append(process)
        assert process.stderr
        said = ""
        for text in process.stderr:
            said += text
            if found := re.search(ready, said):
                return process, found[1]
        raise AssertionError(said)


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """A scheduler without workers, for the tests of a module."""
    made = Farm(tmp_path_factory.mktemp("farm"))
    yield made
    made.close()


@pytest.fixture
def own_farm(tmp_path: Path) -> Iterator[Farm]:
    """A scheduler without workers, for one test."""
    made = Farm(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def brief() -> Callable[..., Briefing]:
    """Makes the briefing of a course's folder."""

    def make(course: Path, **terms: str) -> Briefing:
        opened = open_course(course, Registry(installed=False))
        return Briefing(
            terms=Terms(**{"grader": grader_digest(), "data": "digits", **terms}),
            exercises=opened.exercises,
            secrets=(str(course),),
            machine=Settings(cache=str(course / "cache")),
        )

    return make


@pytest.fixture(scope="session")
def jobs_of() -> Callable[..., list[Job]]:
    """Makes a job of each of so many students in a briefing's exercise."""

    def make(briefing: Briefing, count: int, slug: str = "double", source: str = RIGHT) -> list[Job]:
        (exercise,) = [one for one in briefing.exercises if one.slug == slug]
        return [
            Job(
                submission=Submission(
                    student=f"student {number}", slug=slug, filename=f"{slug}.py", source=source.encode()
                ),
                exercise=exercise,
                terms=briefing.terms,
            )
            for number in range(count)
        ]

    return make
