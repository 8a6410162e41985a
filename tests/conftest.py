"""Where the tests find MNIST, the settings they run under, the sandbox they share, a run for reporters."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import pytest

from grader.model.errors import SandboxUnavailable
from grader.model.exercise import Check, Exercise
from grader.model.outcome import Outcome, Visibility
from grader.model.person import Person
from grader.model.publication import Publication
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Finding, Submission
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.full import FullSandbox
from grader.sandbox.standard import StandardSandbox
from grader.settings import Settings


@pytest.fixture(scope="session")
def mnist_root() -> Path:
    """A torchvision root with the real MNIST, or the test is skipped."""
    named = os.environ.get("GRADER_DATA_ROOT", "")
    root = Path(named) if named else Path(__file__).parents[2] / "shared" / "data" / "mnist"
    if not any((root / "MNIST" / "raw").glob("train-images-idx3-ubyte*")):
        pytest.skip("the real MNIST is not here: GRADER_DATA_ROOT names no folder that contains MNIST/raw")
    return root


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a cache of the session's own and no data root."""
    return Settings(cache=str(tmp_path_factory.mktemp("cache")))


def pytest_addoption(parser: pytest.Parser) -> None:
    """The author of a sandbox holds it to the contract, and to the hostile programs, by its name."""
    parser.addoption(
        "--sandbox", action="append", default=[], metavar="NAME", help="test this sandbox of a plugin's, too"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Have pytest-xdist keep to the order below; its own begins with files of many quick tests."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False
    # A shell that starts the tests in the background has them ignore Ctrl-C, and whatever they start as well.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, so that no processor waits for the last of them alone."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def canary() -> str:
    """A secret that stands in the environment of whoever starts the shared sandboxes."""
    return f"canary-{os.urandom(8).hex()}-{os.urandom(8).hex()}"


def _started(kind: type[StandardSandbox] | type[FullSandbox], canary: str) -> Iterator[ForkedSandbox]:
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GRADER_CANARY", canary)
            sandbox = kind([Path(__file__).parents[1]])
        sandbox.wait_ready()
    except SandboxUnavailable as error:
        pytest.skip(f"the sandbox `{kind.name}` cannot be built on this machine: {error}")
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="session")
def standard_sandbox(canary: str) -> Iterator[ForkedSandbox]:
    """The sandbox `standard`, started once; the whole repository is its secret."""
    yield from _started(StandardSandbox, canary)


@pytest.fixture(scope="session")
def full_sandbox(canary: str) -> Iterator[ForkedSandbox]:
    """The sandbox `full`, started once; the whole repository is its secret."""
    yield from _started(FullSandbox, canary)


@pytest.fixture(scope="session", params=["full", "standard"])
def walled_sandbox(request: pytest.FixtureRequest) -> ForkedSandbox:
    """Each sandbox with a wall in turn; the ones that cannot be built here are skipped by name."""
    sandbox = request.getfixturevalue(f"{request.param}_sandbox")
    assert isinstance(sandbox, ForkedSandbox)
    return sandbox


EXERCISE = """\
from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.limits import Limits


@hookimpl
def grader_exercises(course):
    limits = Limits(load_s={load_s}, call_s={call_s}, cpu_s={cpu_s}, job_s={job_s})
    return [Exercise(slug={slug!r}, title="The exercise {slug}", trains={trains}, limits=limits)]
"""
TESTS = '''\
import pytest


@pytest.mark.points(2)
def test_double(submission):
    """Twice two is four."""
    assert submission.double(2) == 4, "double(2) should be 4"


@pytest.mark.points(1)
def test_negative(submission):
    """Twice minus one is minus two."""
    assert submission.double(-1) == -2, "double(-1) should be -2"
'''
SOLUTION = """\
def double(x):
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
"""


@pytest.fixture(scope="session")
def write_exercise() -> Callable[..., Path]:
    """Writes an arithmetic exercise into the course at a folder, and returns the exercise's own folder."""

    def write(  # noqa: PLR0913  (what tests vary)
        course: Path,
        slug: str = "double",
        tests: str = TESTS,
        *,
        trains: bool = False,
        load_s: float = 5.0,
        call_s: float = 5.0,
        cpu_s: int = 60,
        job_s: float = 1800.0,
    ) -> Path:
        folder = course / "exercises" / slug
        folder.mkdir(parents=True)
        limits = {"load_s": load_s, "call_s": call_s, "cpu_s": cpu_s, "job_s": job_s}
        text = EXERCISE.format(slug=slug, trains=trains, **limits)
        (folder / "exercise.py").write_text(text, encoding="utf-8")
        (folder / "hidden_tests.py").write_text(tests, encoding="utf-8")
        (folder / "public_tests.py").write_text(TESTS, encoding="utf-8")
        (folder / "README.md").write_text(f"# {slug}\n", encoding="utf-8")
        (folder / "stub.py").write_text("def double(x):\n    raise NotImplementedError\n", encoding="utf-8")
        (course / "solutions").mkdir(exist_ok=True)
        (course / "solutions" / f"{slug}.py").write_text(SOLUTION, encoding="utf-8")
        return folder

    return write


CHECKS = {
    "mlp": (
        Check(name="test_shape", description="The output is (N, 10).", points=2.0),
        Check(name="test_accuracy", description="It learns.", points=3.0, visibility=Visibility.HIDDEN),
    ),
    "conv_strided": (Check(name="test_size", description="The size is right.", points=1.0),),
}


class FakeRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run that is made, not recorded; satisfies `grader.seams.Gradings`."""

    submissions: Sequence[Submission] = ()
    results: Sequence[JobResult] = ()
    findings: Sequence[Finding] = ()
    people: Sequence[Person] = ()
    publication: Publication = Publication()
    shown: frozenset[Visibility] = frozenset({Visibility.VISIBLE})
    checks: Mapping[str, Sequence[Check]] = msgspec.field(default_factory=lambda: CHECKS)
    exercises: Sequence[Exercise] = (
        Exercise(slug="mlp", title="A perceptron"),
        Exercise(slug="conv_strided", title="Strides"),
    )


@pytest.fixture
def make_run() -> Callable[..., FakeRun]:
    """A run from its submissions, results and findings."""
    return FakeRun


@pytest.fixture
def handed_in() -> Callable[..., list[Submission]]:
    """Both submissions of each student, with the same problem if there is one."""

    def make(*students: str, problem: str = "") -> list[Submission]:
        return [
            Submission(student=student, slug=slug, filename=f"{slug}.py", problem=problem)
            for student in students
            for slug in CHECKS
        ]

    return make


@pytest.fixture
def make_result() -> Callable[..., JobResult]:
    """A result of a student in an exercise; every check has the outcome, and what a pass of it earns."""

    def make(
        student: str = "ada",
        slug: str = "mlp",
        outcome: Outcome = Outcome.PASSED,
        message: str = "",
        **fields: object,
    ) -> JobResult:
        checks = tuple(
            CheckResult(
                check=check,
                outcome=outcome,
                earned=check.points if outcome is Outcome.PASSED else 0.0,
                message=message,
                duration_s=0.25,
            )
            for check in CHECKS[slug]
        )
        fields = {"checks": checks, "data": "digits", "device": "cpu", "sandbox": "standard", **fields}
        return JobResult(key=f"{student} {slug}", student=student, slug=slug, **fields)

    return make
