"""Where the tests find MNIST, the settings they run under, and the sandbox they share."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.model.errors import SandboxUnavailable
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
