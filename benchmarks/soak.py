"""Many jobs in one run, one in five of them hostile: python benchmarks/soak.py [JOBS] [SANDBOX].

Every hostile program and every solution is graded once; then they are graded over and over, and each has to
get the score and the outcomes that it got first. Printed are the memory and descriptors of the processes that
last, from their first measure to their last, and whatever is left at the end.
"""

import itertools
import mmap
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.catalog.course import Course, open_course
from grader.cli.registry import full_registry
from grader.execution.briefing import Briefing
from grader.execution.local import LocalExecutor
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.limits import MIB, Limits
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.sandbox.strongest import strongest
from grader.settings import read_settings
from grader.store.open import open_gradebook
from grader.store.run import RunBody

HOSTILE = Path(__file__).parents[1] / "tests" / "hostile"
PROGRAMS = (
    "reading", "writing", "processes", "memory", "disk", "network", "kernel", "output", "wire", "loading",
)  # fmt: skip
SUBMISSIONS = ("verdict", "feedback")
ONE_IN, EVERY = 5, 100
# What a program may take here is little, so that those that use all of it leave time for the others.
LIMITS = Limits(load_s=4.0, call_s=4.0, cpu_s=8, memory_bytes=256 * MIB, output_bytes=256 * 1024)


def main() -> None:
    """Grade everything once, then the given number of jobs, and print what became of them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    sandbox = sys.argv[2] if len(sys.argv) > 2 else strongest()  # noqa: PLR2004  (the script, and two arguments)
    course = open_course(None, full_registry())
    exercises = {
        one.slug: msgspec.structs.replace(one, limits=LIMITS) for one in course.exercises if not one.trains
    }
    terms = Terms(data="digits", sandbox=sandbox)
    honest, hostile = list(solutions(course, exercises)), list(attacks(course, exercises))
    first = [Job(submission=one, exercise=exercises[one.slug], terms=terms) for one in (*honest, *hostile)]
    print(f"{len(honest)} solutions, {len(hostile)} hostile programs, sandbox {sandbox}, {count} jobs")
    executor = LocalExecutor(briefing(course, exercises, terms))
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, open_gradebook(Path(folder), create=True) as gradebook:
        later = list(itertools.islice(drawn(honest, hostile, exercises, terms), count))
        gradebook.begin(RunBody(terms=terms, exercises=tuple(exercises.values())), [*first, *later])
        expected: dict[str, tuple[object, ...]] = {}
        for result in executor.run(first):
            gradebook.record(result)
            expected[result.student] = judgement(result)
        for one in honest:
            if expected[one.student][0] != 1.0:
                raise SystemExit(f"{one.student} is a solution and got {expected[one.student]}")
        print(f"the first of each took {time.perf_counter() - began:.0f} s")
        began, wrong, measures = time.perf_counter(), [], [measure()]
        for number, result in enumerate(executor.run(later), 1):
            gradebook.record(result)
            name = result.student.rpartition(" ")[0]
            if judgement(result) != expected[name]:
                wrong.append(f"{name}: {judgement(result)}, first {expected[name]}; {result.warnings}")
            if number % EVERY == 0:
                measures.append(measure())
                print(f"{number:>6} jobs  {time.perf_counter() - began:6.0f} s  {described(measures[-1])}")
        taken_s = time.perf_counter() - began
    executor.close()
    print(f"{count} jobs in {taken_s:.0f} s, {len(wrong)} judged otherwise than at first", *wrong, sep="\n  ")
    print(f"at the start {described(measures[0])}\nat the end   {described(measures[-1])}")
    print(f"left when the grader's servers have ended: {left() or 'nothing'}")


def briefing(course: Course, exercises: dict[str, Exercise], terms: Terms) -> Briefing:
    """What judges must know; the repository is the secret."""
    return Briefing(
        terms=terms,
        exercises=tuple(exercises.values()),
        secrets=(str(course.root), str(HOSTILE)),
        machine=read_settings(),
        jobs=len(os.sched_getaffinity(0)),
    )


def solutions(course: Course, exercises: dict[str, Exercise]) -> Iterator[Submission]:
    """The course's own."""
    for slug in exercises:
        source = (course.root / "solutions" / f"{slug}.py").read_bytes()
        yield Submission(student=f"solution of {slug}", slug=slug, filename=f"{slug}.py", source=source)


def attacks(course: Course, exercises: dict[str, Exercise]) -> Iterator[Submission]:
    """Whole submissions as they are; programs as a solution whose first act is the attack."""
    for family in SUBMISSIONS:
        for path in sorted((HOSTILE / family).glob("*.py")):
            text = path.read_text(encoding="utf-8")
            slug = text.partition("\n")[0].rpartition(" ")[2]
            if slug in exercises:
                yield Submission(
                    student=f"{family} {path.stem}",
                    slug=slug,
                    filename=path.name,
                    source=path.read_bytes(),
                )
    helped = (HOSTILE / "attempts.py").read_text(encoding="utf-8")
    around = (
        f"import sys, types\nattempts = types.ModuleType('attempts')\nexec({helped!r}, attempts.__dict__)\n"
    )
    around += "sys.modules['attempts'] = attempts\n"
    for number, path in enumerate(
        path for name in PROGRAMS for path in sorted((HOSTILE / name).glob("*.py"))
    ):
        slug = list(exercises)[number % len(exercises)]
        solution = (course.root / "solutions" / f"{slug}.py").read_text(encoding="utf-8")
        source = f"{around}{solution}\nexec({path.read_text(encoding='utf-8')!r}, globals())\nattack()\n"
        yield Submission(
            student=f"{path.parent.name} {path.stem}",
            slug=slug,
            filename=path.name,
            source=source.encode(),
        )


def drawn(
    honest: Sequence[Submission], hostile: Sequence[Submission], exercises: dict[str, Exercise], terms: Terms
) -> Iterator[Job]:
    """Jobs without an end, under a new name each; in every five there is one hostile one."""
    rng = random.Random(0)  # noqa: S311  (an order, not a secret)
    hostile_ones = itertools.cycle(rng.sample(hostile, len(hostile)))
    for number in itertools.count():
        one = next(hostile_ones) if number % ONE_IN == 0 else rng.choice(honest)
        named = msgspec.structs.replace(one, student=f"{one.student} {number}")
        yield Job(submission=named, exercise=exercises[one.slug], terms=terms)


def judgement(result: JobResult) -> tuple[object, ...]:
    """The score, and how each check ended."""
    return (result.score.fraction, *(str(one.outcome) for one in result.checks))


def measure() -> dict[int, tuple[int, int]]:
    """By pid, memory in bytes and descriptors: of this process, and of those below it that last."""
    return {pid: (resident(pid), descriptors(pid)) for pid in (os.getpid(), *lasting())}


def lasting() -> list[int]:
    """The servers: whatever below this process was started; judges and workers are forks, and come and go."""
    servers, waiting = [], [os.getpid()]
    while waiting:
        parent = waiting.pop()
        for child in children(parent):
            servers += [child] if command(child) not in {b"", command(parent)} else []
            waiting.append(child)
    return sorted(servers)


def children(pid: int) -> list[int]:
    """The pids of a process's children."""
    try:
        texts = [task.read_text(encoding="ascii") for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(one) for text in texts for one in text.split()]


def command(pid: int) -> bytes:
    """Its command line; nothing where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def resident(pid: int) -> int:
    """Its memory in bytes, less what it shares, 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * mmap.PAGESIZE


def descriptors(pid: int) -> int:
    """How many it has open."""
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return 0


def described(one: dict[int, tuple[int, int]]) -> str:
    """The sums of a measure."""
    held, opened = sum(size for size, _ in one.values()), sum(number for _, number in one.values())
    return f"{len(one)} processes, {held / MIB:.0f} MiB of their own, {opened} descriptors"


def left() -> list[str]:
    """What there is that should not be: processes, files in temporary folders, segments and queues."""
    found = [f"process {pid}" for pid in children(os.getpid())]
    found += [f"file {path}" for path in Path(tempfile.gettempdir()).glob("grader-*")]
    found += [f"file {path}" for path in Path("/dev/shm").iterdir()]  # noqa: S108  (looked at, not written to)
    for table in Path("/proc/sysvipc").glob("*"):
        found += [f"{table.name} {line}" for line in table.read_text(encoding="ascii").splitlines()[1:]]
    return found


if __name__ == "__main__":
    main()
