"""One job after another, in this very process."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from grader.execution.briefing import Briefing
from grader.execution.inline import InlineExecutor
from grader.model.errors import SandboxError, SandboxUnavailable
from grader.model.job import Job
from grader.model.limits import Limits
from grader.model.outcome import Outcome
from grader.seams import Worker


class BrokenSandbox:
    """A sandbox in which no worker starts."""

    name = "broken"

    def __init__(self, error: Exception) -> None:
        self.closed = False
        self._error = error

    @contextlib.contextmanager
    def start(self, limits: Limits, *, files: Mapping[str, Path], cuda: bool = False) -> Iterator[Worker]:
        """Raise instead."""
        del limits, files, cuda
        raise self._error
        yield

    def close(self) -> None:
        """Remember it."""
        self.closed = True


@pytest.fixture
def briefing(tmp_path: Path, write_exercise: Callable[..., Path], brief: Callable[..., Briefing]) -> Briefing:
    """Of a course with one exercise."""
    write_exercise(tmp_path)
    return brief(tmp_path)


def test_an_error_of_ours_costs_one_job(briefing: Briefing, job_of: Callable[..., Job]) -> None:
    """A worker that cannot be started is an internal error of that job, and the next one is tried."""
    sandbox = BrokenSandbox(SandboxError("out of processes"))
    results = list(
        InlineExecutor(briefing, sandbox).run([job_of(briefing, "double"), job_of(briefing, "double", "bob")])
    )
    assert [result.student for result in results] == ["ada", "bob"]
    assert {result.outcome for result in results} == {Outcome.INTERNAL_ERROR}
    assert any("out of processes" in warning for warning in results[0].warnings)


def test_an_unexpected_error_costs_one_job(
    tmp_path: Path, briefing: Briefing, job_of: Callable[..., Job]
) -> None:
    """Hidden tests that vanish in the middle of a run are told to the instructor, and nothing is raised."""
    job = job_of(briefing, "double")
    (tmp_path / "exercises" / "double" / "hidden_tests.py").unlink()
    (result,) = InlineExecutor(briefing, BrokenSandbox(SandboxError(""))).run([job])
    assert not result.graded
    assert "CourseError" in result.warnings[0]


def test_no_wall_stops_everything(briefing: Briefing, job_of: Callable[..., Job]) -> None:
    """Where the wall cannot be built nothing is graded without it."""
    executor = InlineExecutor(briefing, BrokenSandbox(SandboxUnavailable("no Landlock")))
    with pytest.raises(SandboxUnavailable, match="no Landlock"):
        list(executor.run([job_of(briefing, "double")]))


def test_close_ends_the_sandbox(briefing: Briefing) -> None:
    """Closing the executor closes what it was given."""
    sandbox = BrokenSandbox(SandboxError(""))
    InlineExecutor(briefing, sandbox).close()
    assert sandbox.closed
