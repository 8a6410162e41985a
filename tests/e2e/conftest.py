"""Grades a class behind a real wall, and hears what its workers are asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.execution.briefing import brief
from grader.execution.inline import InlineExecutor
from grader.hookspecs import hookimpl
from grader.intake import folder as intakes
from grader.model.job import Job
from grader.model.limits import Limits
from grader.model.result import JobResult
from grader.pipeline import Graded, Order, grade
from grader.registry import Registry
from grader.report import plugin as reporters
from grader.sandbox.forked import ForkedSandbox
from grader.seams import ExecutorSettings, Worker
from grader.settings import Settings
from grader.wire.message import Call
from grader.wire.value import Plain


class Asked:
    """The executor `asked`: one job after another in the session's sandbox; hears what workers are asked."""

    name = "standard"
    descriptors: tuple[int, ...] = ()

    def __init__(self, sandbox: ForkedSandbox) -> None:
        self.words: dict[str, list[str]] = {}
        self._student = ""
        self._sandbox = sandbox
        self._inner: InlineExecutor | None = None

    @hookimpl
    def grader_executor(self, name: str, settings: ExecutorSettings) -> Any:
        """It is its own plugin."""
        briefing = brief(settings)
        self._inner = InlineExecutor(briefing, self)
        return self if name == "asked" else None

    def prepare(self) -> None:
        """Nothing to do."""

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Remember whose they are."""
        assert self._inner
        for job in jobs:
            self._student = job.submission.student
            self.words[self._student] = []
            yield from self._inner.run([job])

    def start(
        self, limits: Limits, *, files: Mapping[str, Path], cuda: bool = False
    ) -> AbstractContextManager[Worker]:
        """A worker of the session's sandbox, listened to."""
        return self._listen(self._sandbox.start(limits, files=files, cuda=cuda))

    @contextmanager
    def _listen(self, started: AbstractContextManager[Worker]) -> Iterator[Worker]:
        with started as worker:
            yield Listened(worker, self.words[self._student])

    def close(self) -> None:
        """The sandbox is others' too."""


class Listened:
    """A worker, and the words that it was asked for."""

    def __init__(self, worker: Worker, words: list[str]) -> None:
        self._worker = worker
        self._words = words

    @property
    def printed(self) -> str:
        """As the worker."""
        return self._worker.printed

    def ask(self, request: Any, buffers: Sequence[Any] = (), *, timeout_s: float) -> Any:
        """Remember a word that a function is called with."""
        if isinstance(request, Call):
            self._words += [str(form.value) for form in request.args if isinstance(form, Plain)]
        return self._worker.ask(request, buffers, timeout_s=timeout_s)


class Heard:
    """Looks on, and remembers what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str) -> None:
        """Remember it."""
        self.said.append(text)

    def begin(self, jobs: object, done: int) -> None:
        """Nothing to remember."""

    def finish(self, result: JobResult) -> None:
        """The same."""


class Again(msgspec.Struct, frozen=True, kw_only=True):
    """What grading again came to, and what it took."""

    graded: Graded
    words: dict[str, list[str]]
    said: list[str]


@pytest.fixture(scope="session")
def grade_class(standard_sandbox: ForkedSandbox) -> Callable[..., Again]:
    """Grades the class that lies in a folder (`class`) with its course (`course`), into another one there."""

    def run(root: Path, out: str = "out", **options: Any) -> Again:
        executor, watch = Asked(standard_sandbox), Heard()
        order = Order(
            source=root / "class",
            out=root / out,
            course=root / "course",
            device="cpu",
            sandbox="standard",
            executor="asked",
            **{"always": False, **options},
        )
        settings = Settings(cache=str(root / "cache"))
        graded = grade(order, Registry([executor, intakes, reporters], installed=False), settings, watch)
        return Again(graded=graded, words=executor.words, said=watch.said)

    return run
