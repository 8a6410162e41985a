"""How far a cluster carries: python benchmarks/scale.py [JOBS] [RESULTS].

JOBS jobs of the course (100,000, if no number is given) go through the real pipeline, a real dask scheduler
and real dask workers, and come back recorded and reported. Only the judging is left out: a worker answers
at once, with a result as large as a real one. So all the time there is is the grader's and dask's, and
whatever a job keeps longest is the first bottleneck. What that allows is then played through, in 100,000
jobs, for one machine, ten and a hundred, with what each exercise's jobs cost: in the gradebook in RESULTS,
or as measured here (COSTS_S).
"""

import heapq
import itertools
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from grader_dask import tasks
from grader_dask.bench import Bench
from grader_dask.commission import Commission, Errand

from grader.catalog.course import open_course
from grader.cli.registry import full_registry
from grader.judging.collect import collect
from grader.model.exercise import Exercise
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.pipeline import Order, grade
from grader.settings import Settings, read_settings
from grader.store.open import open_gradebook

JOBS = 100_000
MACHINES = (1, 10, 100)
THREADS = 8
WORKERS = 2
# Seconds of one job on the machine of docs/performance.md: one that trains a perceptron, one that trains
# convolutions, one that compares both, and one of arithmetic.
COSTS_S = {"mlp": 4.2, "cnn": 25.3, "mlp_vs_cnn": 2.0}
ARITHMETIC_S = 0.13


class Replayed(Bench):
    """A bench that has judged before: it answers with a pass of every check, at once."""

    def __init__(self, commission: Commission, home: Path, settings: Settings, **_: object) -> None:
        del home, settings
        self._commission = commission
        self._exercises = {exercise.slug: exercise for exercise in commission.exercises}
        self._checks = {exercise.slug: _passed(exercise) for exercise in commission.exercises}

    def judge(self, errand: Errand) -> JobResult:
        """A result of the size of a real one."""
        exercise, terms = self._exercises[errand.slug], self._commission.terms
        job = Job(submission=errand.submission, exercise=exercise, terms=terms)
        return JobResult(
            key=job.key,
            student=job.submission.student,
            slug=exercise.slug,
            checks=self._checks[exercise.slug],
            duration_s=1.0,
        )

    def close(self) -> None:
        """Nothing was started."""


def dask_setup(_worker: Any) -> None:
    """What `dask worker --preload` calls: from here on benches are replayed."""
    vars(tasks)["Bench"] = Replayed


class Phases:
    """See `grader.pipeline.Watch`: when the run began to wait for results, and had the last."""

    def __init__(self) -> None:
        self.began_s = time.perf_counter()
        self.planned_s = self.first_s = self.last_s = 0.0
        self.count = 0

    def say(self, text: str) -> None:
        """Print it."""
        print(f"  {text}")

    def begin(self, jobs: Sequence[Job], done: int) -> None:
        """The plan is made."""
        del jobs, done
        self.planned_s = time.perf_counter()

    def finish(self, result: JobResult) -> None:
        """One more is recorded."""
        del result
        self.last_s = time.perf_counter()
        self.first_s = self.first_s or self.last_s
        self.count += 1


def main() -> None:
    """Measure the way through, and play the cluster through."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else JOBS
    course = open_course(None, full_registry())
    costs = _recorded_costs(Path(sys.argv[2])) if len(sys.argv) > 2 else _costs(course.exercises)  # noqa: PLR2004  (argv)
    with tempfile.TemporaryDirectory() as folder:
        students = _hand_in(Path(folder) / "submissions", course.root, course.exercises, count)
        print(f"{students * len(course.exercises):,} jobs: {students:,} students, all exercises")
        with _cluster(Path(folder)) as (address, processes):
            order = Order(
                source=Path(folder) / "submissions",
                out=Path(folder) / "out",
                executor=address,
                sandbox="standard",
                device="cpu",
                shared=False,
            )
            phases, before = Phases(), {name: _busy_s(one) for name, one in processes.items()}
            grade(order, full_registry(), read_settings(), phases)
            ended_s = time.perf_counter()
            busy = {name: _busy_s(one) - before[name] for name, one in processes.items()}
        recording_s = _recording_s(Path(folder) / "out")
    each_s = (phases.last_s - phases.first_s) / max(1, phases.count - 1)
    print(f"reading and planning   {phases.planned_s - phases.began_s:8.1f} s")
    print(f"sent, done, recorded   {phases.last_s - phases.first_s:8.1f} s, {1 / each_s:,.0f} jobs a second")
    print(f"reporting              {ended_s - phases.last_s:8.1f} s")
    kept_s = {f"processor time of the {name}": busy_s / phases.count for name, busy_s in busy.items()}
    kept_s["a commit on this disk"] = recording_s
    for name, seconds in kept_s.items():
        print(f"{name:<32} {1e3 * seconds:6.2f} ms a job")
    first = max(kept_s, key=lambda name: kept_s[name])
    print(f"first bottleneck: {first}\n")
    serial_s = (phases.planned_s - phases.began_s + ended_s - phases.last_s) / phases.count
    _play(costs, JOBS // len(costs), each_s, serial_s)


def _play(costs: dict[str, float], students: int, each_s: float, serial_s: float) -> None:
    """Play a class through; `each_s` is the way of one job, `serial_s` what it takes before and after."""
    # Training first, as the pipeline plans; a slot takes the next job as soon as the way has brought it.
    jobs = sorted(costs.values(), reverse=True)
    print(f"{students * len(costs):,} jobs, judged at what they cost:")
    heads = ("machines", "threads", "hours", "jobs/s", "busy", "reading and reporting")
    print("".join(f"{head:>{max(9, len(head) + 2)}}" for head in heads))
    for machines in MACHINES:
        slots = [0.0] * (machines * THREADS)
        sent_s = end_s = 0.0
        for cost_s in itertools.chain.from_iterable(itertools.repeat(one, students) for one in jobs):
            sent_s = max(sent_s + each_s, slots[0])
            heapq.heapreplace(slots, sent_s + cost_s)
            end_s = max(end_s, sent_s + cost_s)
        total_s = end_s + serial_s * students * len(costs)
        busy = sum(costs.values()) * students / (len(slots) * total_s)
        count = students * len(costs)
        figures = f"{total_s / 3600:>9.2f}{count / total_s:>9.1f}{busy:>9.0%}{1 - end_s / total_s:>23.0%}"
        print(f"{machines:>10}{len(slots):>9}{figures}")


def _recording_s(results: Path, rounds: int = 200) -> float:
    with open_gradebook(results, create=True) as gradebook:
        result, *_ = gradebook.last_run().results
        began_s = time.perf_counter()
        for _ in range(rounds):
            gradebook.record(result)
        return (time.perf_counter() - began_s) / rounds


def _costs(exercises: Sequence[Exercise]) -> dict[str, float]:
    return {one.slug: COSTS_S.get(one.slug, ARITHMETIC_S) for one in exercises}


def _recorded_costs(results: Path) -> dict[str, float]:
    with open_gradebook(results, create=False) as gradebook:
        run = gradebook.last_run()
    spent: dict[str, list[float]] = {}
    for result in run.results:
        if result.duration_s:
            spent.setdefault(result.slug, []).append(result.duration_s)
    return {slug: statistics.mean(seconds) for slug, seconds in spent.items()}


def _hand_in(folder: Path, root: Path, exercises: Sequence[Exercise], count: int) -> int:
    sources = {one.slug: (root / "solutions" / f"{one.slug}.py").read_bytes() for one in exercises}
    students = max(1, count // len(exercises))
    for number in range(students):
        home = folder / f"student {number:06}"
        home.mkdir(parents=True)
        for slug, source in sources.items():
            (home / f"{slug}.py").write_bytes(source)
    return students


def _passed(exercise: Exercise) -> tuple[CheckResult, ...]:
    checks = collect(exercise)
    return tuple(CheckResult(check=one, outcome=Outcome.PASSED, earned=one.points) for one in checks)


def _busy_s(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, dict[str, psutil.Process]]]:
    started: list[subprocess.Popen[str]] = []

    def start(line: Sequence[str], ready: str) -> str:
        process = subprocess.Popen(  # noqa: S603  (dask's own commands)
            [sys.executable, "-m", "dask", *line], stderr=subprocess.PIPE, text=True, cwd=folder
        )
        started.append(process)
        said = ""
        for text in process.stderr or ():
            said += text
            if found := re.search(ready, said):
                return found[1]
        raise SystemExit(said)

    try:
        address = start(
            ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"], r"Scheduler at: +(\S+)"
        )
        worker = ["worker", address, "--no-nanny", "--no-dashboard", "--nthreads", str(THREADS)]
        for _ in range(WORKERS):
            start(
                [*worker, "--preload", os.fspath(Path(__file__).resolve())],
                r"Start worker at: +(\S+)[\s\S]*Registered",
            )
        names = ["scheduler", *(f"worker {number}" for number in range(WORKERS))]
        processes = {name: psutil.Process(one.pid) for name, one in zip(names, started, strict=True)}
        yield address.replace("tcp://", "dask://"), {"grader": psutil.Process(), **processes}
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
