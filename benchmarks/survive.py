"""What a kill costs: python benchmarks/survive.py [JOBS] [WHERE ...].

A class of JOBS cheap programs (1,000, if no number is given), right ones and ones that are wrong, raise,
print, end their process or never end, is graded by the real command; once undisturbed, and then while
`kill -9` hits, at random moments, the grader, walled workers, judges and the servers that both are forked
from (`local`), dask workers and the scheduler as well (`dask`), and one of two graders that share a dask
cluster and a PostgreSQL gradebook (`postgresql`). A grader that has ended early is started again with the
same command.

In the end each job must have one result that counts, the same as in the undisturbed run, none may have been
recorded twice, and nothing may be left. Exits with 1 where that is not so.
"""

import ctypes
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import sqlalchemy as sa
from survive_class import SLUG, hand_in, write_course
from survive_places import (
    VICTIMS,
    Cluster,
    Grading,
    below,
    judges,
    kill_one,
    left_of,
    memory_bytes,
    postgresql,
)

from grader.model.limits import MIB
from grader.model.result import JobResult
from grader.store import tables
from grader.store.engine import locate, make_engine
from grader.store.text import from_body

JOBS, PLACES = 1000, ("local", "dask", "postgresql")
GRADERS_KILLED, FOR_EACH_KILL = 3, 500
SCHEDULER = "the scheduler"
# Checks of the class fail, and everything is graded.
EXPECTED = 1
_MOST_STARTS = 12
_PR_SET_CHILD_SUBREAPER = 36
# What no two runs have in common: how long a call ran before it was ended.
_TIMES = re.compile(r" \(its last call took .*?\)")

Judgement = tuple[object, ...]
Act = Callable[[], None]


class Outcome(msgspec.Struct, kw_only=True):
    """What came of one class, and of what it was put through."""

    killed: Counter[str] = msgspec.field(default_factory=Counter)
    starts: int = 0
    seconds: float = 0.0
    begun: int = 0
    recorded: int = 0
    internal: int = 0
    twice: int = 0
    left: int = 0
    judgements: dict[str, Judgement] = {}
    said: list[str] = []


class Class:
    """One class in one folder, graded into one gradebook."""

    def __init__(self, folder: Path, count: int, gradebook: str = "") -> None:
        self.outcome, self.folder, self.count = Outcome(), folder, count
        self._gradebook = gradebook or folder / "out"
        write_course(folder / "course", folder / "begun")
        hand_in(folder / "submissions", count)
        self.arguments = [str(folder / "submissions"), "--course", str(folder / "course")]
        self.arguments += ["--gradebook", gradebook] if gradebook else []

    def start(self, *options: str, out: str = "out") -> Grading:
        """Start, or start again, the command that grades it."""
        self.outcome.starts += 1
        if self.outcome.starts > _MOST_STARTS:
            raise SystemExit(f"still not graded: {self.outcome.said}")
        return Grading([*self.arguments, "--out", str(self.folder / out), *options])

    def finish(self, grading: Grading, again: Callable[[], Grading]) -> None:
        """Let it end, and start it again for as long as it says that something is not graded."""
        while (ended := grading.end())[0] != EXPECTED:
            self.outcome.said.append(f"exit code {ended[0]}: {ended[1].splitlines()[:3]}")
            grading = again()

    def close(self) -> Outcome:
        """Read what is recorded."""
        engine = make_engine(self._gradebook, locate(self._gradebook))
        graded: Counter[str] = Counter()
        with engine.connect() as connection:
            for row in connection.execute(sa.select(tables.results).order_by(tables.results.c.id)):
                self.outcome.recorded += 1
                self.outcome.internal += not row.graded
                graded[row.key] += row.graded
                if row.graded:
                    result = from_body(row.body, JobResult, row.student)
                    self.outcome.judgements[row.student] = judgement(result)
        self.outcome.twice = sum(graded.values()) - len(graded)
        self.outcome.begun = (self.folder / "begun").stat().st_size
        return self.outcome


def judgement(result: JobResult) -> Judgement:
    """All that a student may read of it, but for times."""
    checks = [
        (one.check.name, str(one.outcome), one.earned, _TIMES.sub("", one.message)) for one in result.checks
    ]
    return (result.score.fraction, checks, result.note, result.feedback, result.withheld)


def endure(work: Class, options: Sequence[str], acts: Sequence[tuple[str, Act | None]]) -> None:
    """Grade it while the acts happen, spread over the run at random; an act that is None kills the grader."""
    rng = random.Random(0)  # noqa: S311  (moments, not secrets)
    grading, step = work.start(*options), work.count // (len(acts) + 1)
    for name, act in acts:
        grading.wait_for(rng.randint(step // 2, step))
        time.sleep(rng.uniform(0.0, 0.1))
        if act:
            act()
        elif name in VICTIMS:
            while not kill_one(name, grading.pid):
                code, said = grading.end()
                work.outcome.said.append(f"before {name} was killed: exit code {code}: {said[:300]}")
                grading = work.start(*options)
        else:
            were = below(grading.pid)
            grading.kill()
            work.outcome.left += left_of(were)
            grading = work.start(*options)
        if name == SCHEDULER:
            code, said = grading.end()
            work.outcome.said.append(f"without a scheduler the grader ended: exit code {code}: {said}")
            grading = work.start(*options)
        work.outcome.killed[name] += 1
    work.finish(grading, lambda: work.start(*options))


def undisturbed(folder: Path, count: int) -> Outcome:
    """Grade it and nothing else; prints the memory that it begins and ends with."""
    work = Class(folder, count)
    grading = work.start()
    grading.wait_for(count // 10)
    first = memory_bytes(grading.pid)
    grading.wait_for(count - 2 * (count // 10))
    last = memory_bytes(grading.pid)
    work.finish(grading, work.start)
    print(
        f"the grader and its servers hold {first / MIB:.0f} MiB of their own after a tenth of the jobs, "
        f"{last / MIB:.0f} MiB near the end"
    )
    return work.close()


def locally(folder: Path, count: int) -> Outcome:
    """On this machine."""
    work = Class(folder, count)
    names = [*VICTIMS] * max(1, count // FOR_EACH_KILL) + ["the grader"] * GRADERS_KILLED
    random.Random(1).shuffle(names)  # noqa: S311  (an order)
    endure(work, [], [(name, None) for name in names])
    return work.close()


def by_dask(folder: Path, count: int) -> Outcome:
    """By two dask workers."""
    work = Class(folder, count)
    cluster = Cluster(folder)

    def kill_worker() -> None:
        cluster.workers.pop(0).kill()
        cluster.workers.append(cluster.start_worker())

    def kill_scheduler() -> None:
        cluster.scheduler.kill()
        cluster.scheduler.wait()
        work.outcome.left += left_of([one for old in cluster.workers for one in below(old.pid)])
        cluster.start_scheduler()

    def kill_below(name: str) -> Act:
        def kill() -> None:
            if not kill_one(name, cluster.workers[0].pid):
                raise SystemExit(f"no such process below the dask worker: {name}")

        return kill

    try:
        acts: list[tuple[str, Act | None]] = [("a dask worker", kill_worker), ("the grader", None)]
        acts += [(name, kill_below(name)) for name in VICTIMS]
        acts += [(SCHEDULER, kill_scheduler), ("the grader", None)]
        endure(work, ["--executor", cluster.address.replace("tcp://", "dask://")], acts)
        work.outcome.left += left_of([one for there in cluster.workers for one in judges(there.pid)])
    finally:
        cluster.close()
    return work.close()


def by_two_graders(folder: Path, count: int) -> Outcome:
    """By two graders, which share the cluster and a gradebook in PostgreSQL, and of which one is killed.

    For a small class there is one dask worker, and one kill.
    """
    with tempfile.TemporaryDirectory(prefix="survive-") as home, postgresql(Path(home)) as url:
        work, large = Class(folder, count, url), count >= FOR_EACH_KILL
        cluster = Cluster(folder, 1 + large)
        options = ["--executor", cluster.address.replace("tcp://", "dask://")]
        try:
            other = work.start(*options, out="other")
            endure(work, options, [("the grader", None)] * (1 + large))
            work.finish(other, lambda: work.start(*options, out="other"))
            work.outcome.left += left_of([one for there in cluster.workers for one in judges(there.pid)])
        finally:
            cluster.close()
        with make_engine(url, None).connect() as connection:
            held = connection.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
            work.outcome.left += held or 0
        return work.close()


WAYS: dict[str, Callable[[Path, int], Outcome]] = dict(
    zip(PLACES, (locally, by_dask, by_two_graders), strict=True)
)


def main() -> None:
    """Grade, kill, compare, and print what came of it."""
    words = sys.argv[1:]
    count = int(words.pop(0)) if words and words[0].isdecimal() else JOBS
    # Whatever loses its parent becomes this process's child, so that nothing that is left can hide.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    wrong = False
    with tempfile.TemporaryDirectory() as folder:
        expected = timed(undisturbed, Path(folder) / "undisturbed", count)
        shown("undisturbed", expected, expected)
        for place in words or PLACES:
            outcome = timed(WAYS[place], Path(folder) / place, count)
            wrong |= not shown(place, outcome, expected)
    sys.exit(wrong)


def timed(way: Callable[[Path, int], Outcome], folder: Path, count: int) -> Outcome:
    """What comes of it; every process that it has started must end."""
    began_s = time.perf_counter()
    outcome = way(folder, count)
    outcome.seconds = time.perf_counter() - began_s
    outcome.left += left_of(below(os.getpid()))
    return outcome


def shown(place: str, outcome: Outcome, expected: Outcome) -> bool:
    """Print what came of it; whether it is as it must be."""
    lost = expected.judgements.keys() - outcome.judgements.keys()
    other = {
        name: (found, expected.judgements[name])
        for name, found in outcome.judgements.items()
        if found != expected.judgements.get(name)
    }
    killed = ", ".join(f"{name} ({times} ×)" if times > 1 else name for name, times in outcome.killed.items())
    print(
        f"\n{place}: {len(expected.judgements):,} jobs of {SLUG} in {outcome.seconds:.0f} s\n"
        f"  killed                       {killed or 'nothing'}\n"
        f"  the command was started      {outcome.starts} ×\n"
        f"  judged again                 {outcome.begun - expected.begun}\n"
        f"  recorded                     {outcome.recorded:,}, of which {outcome.internal} internal errors\n"
        f"  recorded twice               {outcome.twice}\n"
        f"  lost                         {len(lost)}\n"
        f"  other results                {len(other)}\n"
        f"  processes and locks left     {outcome.left}"
    )
    otherwise = [f"{name}: {found}, undisturbed {was}" for name, (found, was) in other.items()]
    for line in (*outcome.said, *otherwise):
        print(f"  {line}")
    return not (lost or other or outcome.twice or outcome.left)


if __name__ == "__main__":
    main()
