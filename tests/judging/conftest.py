"""A sandbox that only looks like one: its workers hold objects in this process, and speak the real wire."""

import contextlib
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.judging.judge import judge
from grader.judging.subject import Subject
from grader.model import errors
from grader.model.errors import StudentFault, StudentRaised
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.limits import Limits
from grader.model.place import Place
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission
from grader.untrusted.each import answer_each
from grader.wire.message import (
    Call,
    CallEach,
    Get,
    Import,
    Load,
    Reply,
    Request,
    Returned,
    pack,
    unpack_reply,
    unpack_request,
)
from grader.wire.value import Buffer, Held, decode_arguments, encode


class FakeWorker:
    """Holds objects and answers as a worker does; every message passes through its bytes.

    A submission may raise a `StudentFault` of `faults`, which stands for what the wall would have observed.
    """

    def __init__(self, modules: Mapping[str, object], lie: Reply | None) -> None:
        self.held: list[Any] = []
        self.requests: list[Request] = []
        self.timeouts_s: list[float] = []
        self.printed = ""
        self.lives = True
        self._modules = modules
        self._lie = lie

    def begin(self) -> bool:
        """Whether it has not been ended."""
        return self.lives

    def ask(
        self, request: Request, buffers: Sequence[Buffer] = (), *, timeout_s: float
    ) -> tuple[Any, memoryview]:
        """Answer at once, whatever the time limit."""
        self.timeouts_s.append(timeout_s)
        request = unpack_request(pack(request))
        self.requests.append(request)
        try:
            value = self._do(request, _body(buffers))
        except StudentFault:
            raise
        except BaseException as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = Place(line=where.lineno or 0)
            trace = f"{place}, in {where.name}"
            raise StudentRaised(type(error).__name__, str(error), trace, place) from error
        form, parts = encode(value, self._hold)
        reply: Reply = Returned(value=form)
        if self._lie is not None and not isinstance(request, Load):
            reply = self._lie
        return unpack_reply(pack(reply)), _body(parts)

    def _do(self, request: Request, body: memoryview) -> Any:
        match request:
            case Load(filename=filename, source=source, definitions_only=definitions_only):
                module = ModuleType(filename.removesuffix(".py"))
                module.__dict__.update(self._modules, DEFINITIONS_ONLY=definitions_only, say=self._say)
                exec(compile(source, filename, "exec"), module.__dict__)  # noqa: S102  (as a worker does)
                return module
            case Import(name=name):
                return self._modules[name]
            case Get(target=target, name=name):
                return getattr(self.held[target], name)
            case Call(target=target, args=args, kwargs=kwargs):
                plain, named = decode_arguments(args, kwargs, body, self._find)
                return self.held[target](*plain, **named)
            case CallEach(target=target, cases=cases):
                (plain,), _ = decode_arguments([cases], {}, body, self._find)
                return answer_each(self.held[target], plain)
        raise AssertionError(request)

    def _say(self, text: str) -> None:
        self.printed += text

    def _hold(self, value: Any) -> Held:
        self.held.append(value)
        return Held(len(self.held) - 1, type(value).__name__)

    def _find(self, held: Held) -> Any:
        return self.held[held.number]


class FakeSandbox:
    """Starts fake workers, and remembers them."""

    name = "fake"

    def __init__(self, lie: Reply | None = None, refuses: Exception | None = None, **modules: object) -> None:
        self.workers: list[FakeWorker] = []
        self.live = 0
        self.started_with: dict[str, Any] = {}
        self._lie = lie
        self._refuses = refuses
        self._modules = modules

    @contextlib.contextmanager
    def start(self, limits: Limits, *, files: Mapping[str, Path], cuda: bool = False) -> Iterator[FakeWorker]:
        """A new fake worker."""
        if self._refuses is not None:
            raise self._refuses
        self.started_with = {"limits": limits, "files": files, "cuda": cuda}
        self.workers.append(FakeWorker({"LIMITS": limits, **self._modules}, self._lie))
        self.live += 1
        try:
            yield self.workers[-1]
        finally:
            self.live -= 1

    def close(self) -> None:
        """Nothing outlives its context."""


def _body(buffers: Sequence[Buffer]) -> memoryview:
    body = bytearray()
    for buffer in buffers:
        raw = bytes(memoryview(buffer).cast("B"))
        body += raw + bytes(-len(raw) % 64)
    return memoryview(body)


@pytest.fixture
def make_sandbox() -> type[FakeSandbox]:
    """Makes fake sandboxes."""
    return FakeSandbox


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[..., Job]:
    """Makes a job of a submission's text and a text of hidden tests."""

    def make(tests: str, source: str = "", *, problem: str = "", digest: str = "", **terms: Any) -> Job:
        trains = terms.pop("trains", False)
        (tmp_path / "hidden_tests.py").write_text("import pytest\n" + tests, encoding="utf-8")
        return Job(
            submission=Submission(
                student="ada", slug="mlp", filename="mlp.py", source=source.encode(), problem=problem
            ),
            exercise=Exercise(
                slug="mlp", title="A perceptron", trains=trains, folder=str(tmp_path), digest=digest
            ),
            terms=Terms(**terms),
        )

    return make


@pytest.fixture
def judged(make_job: Callable[..., Job]) -> Callable[..., JobResult]:
    """Judges a submission's text by a text of hidden tests, in a fake sandbox of its own or the given one."""

    def run(tests: str, source: str = "", *, sandbox: FakeSandbox | None = None, **job: Any) -> JobResult:
        return judge(make_job(tests, source, **job), sandbox or FakeSandbox())

    return run


@pytest.fixture
def by_name() -> Callable[[JobResult], dict[str, CheckResult]]:
    """By check, its result."""
    return lambda result: {one.check.name: one for one in result.checks}


FAULTS = {
    "TimedOut": errors.StudentTimedOut,
    "CpuLimit": errors.StudentCpuLimit,
    "Overdue": errors.StudentOverdue,
    "ThreadLimit": errors.StudentThreadLimit,
    "OpenFilesLimit": errors.StudentOpenFilesLimit,
    "ScratchLimit": errors.StudentScratchLimit,
    "FileSizeLimit": errors.StudentFileSizeLimit,
    "NoScratch": errors.StudentNoScratch,
    "OutOfMemory": errors.StudentOutOfMemory,
    "OutputLimit": errors.StudentOutputLimit,
    "Crashed": errors.StudentCrashed,
}


class Clock:
    """A clock that only the submission moves."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now_s

    def tick(self, seconds: float) -> None:
        """Let time pass."""
        self.now_s += seconds


@pytest.fixture
def clock() -> Clock:
    """The clock of a test's subjects."""
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> FakeSandbox:
    """A sandbox whose submissions can let time pass, and bring about what a wall would observe."""
    return FakeSandbox(tick=clock.tick, **FAULTS)


@pytest.fixture
def make_subject(sandbox: FakeSandbox, clock: Clock) -> Callable[..., Subject]:
    """Makes the subject of a submission's text."""

    def make(source: str, note: str = "") -> Subject:
        submission = Submission(
            student="ada", slug="mlp", filename="mlp.py", source=source.encode(), note=note
        )
        return Subject(submission, Limits(job_s=60), lambda limits: sandbox.start(limits, files={}), clock)

    return make
