"""A small class of works of every kind, and the ways to grade it without one thing that makes it fast."""

import ctypes
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from grader.execution.briefing import Briefing, brief
from grader.execution.local import LocalExecutor
from grader.hookspecs import hookimpl
from grader.intake import folder as intakes
from grader.model.job import Job
from grader.model.limits import Limits
from grader.model.result import JobResult
from grader.pipeline import Order, grade
from grader.registry import Registry
from grader.seams import Executor, ExecutorSettings, Sandbox, Worker
from grader.settings import Settings
from grader.store.open import open_gradebook
from grader.wire.form import Items
from grader.wire.message import CallEach, Request
from grader.wire.value import Buffer

ROOT = Path(__file__).resolve().parents[2]
RIGHT = "def double(x):\n    return 2 * x\n"
WORKS: Mapping[str, Mapping[str, str]] = {
    "double": {
        "Ada": RIGHT,
        "Bob": f"{RIGHT}# by Bob\n",
        "Cy": "import os\n\n\ndef double(x):\n    os._exit(3)\n",
        "Dot": "def double(x):\n    print(x)\n    return x + 2\n",
        "Eve": "def double(x)\n",
        "Fay": "def double(x):\n    while True:\n        pass\n",
    },
    "conv_strided": {"Gil": "def output_size(i, k, s, p):\n    return [i][k]\n"},
}
LINES = "lines=calibrated_lines(HERE)"
EVERY_EPOCH = "lines={name: replace(one, margin=1.0) for name, one in calibrated_lines(HERE).items()}"
# How long the call that was ended had run is the one thing in a message that no two runs have in common.
TIMES = re.compile(r" \(its last call took [^)]*\)")
PR_SET_THP_DISABLE = 41
Results = dict[tuple[str, str], JobResult]
MakeExecutor = Callable[[Briefing], Executor]


class Silent:
    """Looks on, and says nothing."""

    def say(self, text: str) -> None:
        """Nothing to say."""

    def begin(self, jobs: object, done: int) -> None:
        """The same."""

    def finish(self, result: JobResult) -> None:
        """The same."""


class Made:
    """A plugin with the executor `made`; counts what it is given to run."""

    def __init__(self, make: MakeExecutor) -> None:
        self._make = make
        self.ran = 0

    @hookimpl
    def grader_executor(self, name: str, settings: ExecutorSettings) -> Any:
        """It is its own plugin."""
        briefing = brief(settings)
        self._inner = self._make(briefing)
        return self if name == "made" else None

    def prepare(self) -> None:
        """See `grader.seams.Executor`."""
        self._inner.prepare()

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Count them as they are drawn."""

        def counted() -> Iterator[Job]:
            for job in jobs:
                self.ran += 1
                yield job

        return self._inner.run(counted())

    def close(self) -> None:
        """End what is its own."""
        self._inner.close()


class Shared:
    """A sandbox of the session's, which nobody closes before its end."""

    def __init__(self, inner: Sandbox) -> None:
        self._inner, self.name, self.descriptors = inner, inner.name, inner.descriptors

    @contextmanager
    def start(self, limits: Limits, *, files: Mapping[str, Path], cuda: bool = False) -> Iterator[Worker]:
        """The same worker."""
        with self._inner.start(limits, files=files, cuda=cuda) as worker:
            yield worker

    def close(self) -> None:
        """The session's end does it."""


class Patient(Shared):
    """A sandbox whose workers are asked one thing at a time.

    Attributes:
        held_back: how many cases were taken out of questions, to be asked later.
    """

    held_back = 0

    @contextmanager
    def start(self, limits: Limits, *, files: Mapping[str, Path], cuda: bool = False) -> Iterator[Worker]:
        """A worker that is told the first case only; whoever asked asks for the others again."""
        with super().start(limits, files=files, cuda=cuda) as worker:
            yield OneByOne(worker, self)


class OneByOne:
    """See `grader.seams.Worker`."""

    def __init__(self, inner: Worker, sandbox: Patient) -> None:
        self._inner, self._sandbox = inner, sandbox

    @property
    def printed(self) -> str:
        """The same."""
        return self._inner.printed

    def begin(self) -> bool:
        """The same."""
        return self._inner.begin()

    def ask(
        self, request: Request, buffers: Sequence[Buffer] = (), *, timeout_s: float
    ) -> tuple[Any, memoryview]:
        """Only the first of several cases."""
        if isinstance(request, CallEach) and isinstance(request.cases, Items):
            first = msgspec.structs.replace(request.cases, items=request.cases.items[:1])
            self._sandbox.held_back += len(request.cases.items) - 1
            request = msgspec.structs.replace(request, cases=first)
        return self._inner.ask(request, buffers, timeout_s=timeout_s)


def on_small_pages(briefing: Briefing) -> LocalExecutor:
    """Its servers, and all their forks, have pages of 4 KiB only."""
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)
    try:
        executor = LocalExecutor(briefing)
    finally:
        prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0)
    executor.prepare()
    pid = executor._servers.current._process.pid
    assert re.search(r"AnonHugePages: +0 kB", Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii"))
    return executor


class Class:
    """The class in its folder, with the course that ships (some of it), and how it can be graded."""

    def __init__(self, folder: Path, write_exercise: Callable[..., Path]) -> None:
        self.folder, self._outs = folder, 0
        for course in ("course", "every epoch"):
            write_exercise(folder / course, call_s=1.0)
            for slug in ("conv_strided", "mlp"):
                shutil.copytree(ROOT / "exercises" / slug, folder / course / "exercises" / slug)
        exercise = folder / "every epoch" / "exercises" / "mlp" / "exercise.py"
        text = exercise.read_text(encoding="utf-8").replace(LINES, EVERY_EPOCH)
        text = text.replace("from pathlib", "from msgspec.structs import replace\nfrom pathlib")
        exercise.write_text(text, encoding="utf-8")
        for slug, works in WORKS.items():
            for student, text in works.items():
                self._hand_in(student, slug, text)
        for slug, wrong in (("conv_strided", "no_floor"), ("mlp", "missing_step")):
            solution = (ROOT / "solutions" / f"{slug}.py").read_text(encoding="utf-8")
            self._hand_in("Ada", slug, solution)
            self._hand_in("Bob", slug, f"{solution}# by Bob\n")
            mistaken = (ROOT / "exercises" / slug / "wrong" / f"{wrong}.py").read_text(encoding="utf-8")
            self._hand_in("Cy", slug, mistaken)

    def grade(
        self,
        make: MakeExecutor = LocalExecutor,
        *,
        slugs: Sequence[str] = (),
        source: Path | None = None,
        out: Path | None = None,
        **order: Any,
    ) -> tuple[Results, int]:
        """By student and exercise what came of it, and how many jobs were run."""
        self._outs += 1
        made, out = Made(make), out or self.folder / f"out {self._outs}"
        cache = self.folder / order.pop("cache", "cache")
        order = {"course": self.folder / "course", "sandbox": "standard", "jobs": 2, **order}
        grade(
            Order(
                source=source or self.folder / "class",
                out=out,
                slugs=tuple(slugs),
                data="digits",
                device="cpu",
                executor="made",
                **order,
            ),
            Registry([made, intakes], installed=False),
            Settings(cache=str(cache)),
            Silent(),
        )
        with open_gradebook(out, create=False) as gradebook:
            results = gradebook.last_run().results
        return {(one.student, one.slug): plain(one) for one in results}, made.ran

    def some(self, *students: str) -> Path:
        """Another class, of these students alone."""
        folder = self.folder / " and ".join(students)
        for student in students:
            shutil.copytree(self.folder / "class" / student, folder / student)
        return folder

    def _hand_in(self, student: str, slug: str, text: str) -> None:
        home = self.folder / "class" / student
        home.mkdir(parents=True, exist_ok=True)
        (home / f"{slug}.py").write_text(text, encoding="utf-8")


def plain(result: JobResult) -> JobResult:
    """All of a result but times, and who, where, with whom and by which terms."""
    checks = tuple(
        msgspec.structs.replace(one, duration_s=0.0, message=TIMES.sub("", one.message), basis="")
        for one in result.checks
    )
    return msgspec.structs.replace(
        result, checks=checks, duration_s=0.0, key="", sandbox="", warnings=(), basis=""
    )
