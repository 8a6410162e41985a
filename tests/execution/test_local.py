"""Several jobs at once, each judged in a process of its own."""

import math
import os
import select
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NoReturn

import pytest

from grader.execution.briefing import Briefing
from grader.execution.local import LocalExecutor, _environment, local_is_possible, share_of
from grader.model.errors import CourseError, SandboxUnavailable
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.limits import MIB
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.sandbox.nvml import NvmlUnavailableError
from grader.settings import Settings

pytestmark = pytest.mark.skipif(not local_is_possible(), reason="this system cannot fork warm processes")

ONE_TEST = '''\
import os, sys, pytest


@pytest.mark.points(1)
def test_it(submission):
    """It."""
    {0}
    assert submission.double(2) == 4
'''
BAD_TESTS = {
    "hangs": "while True: pass",
    "aborts": "os.abort()",
    "leaves": "os._exit(7)",
    "prints": "print('x' * 300_000); os.write(1, b'y' * 300_000); os.write(2, b'z' * 300_000)",
    "goes_first": "assert int(open('/proc/self/oom_score_adj').read()) >= 500",
    "reads": "assert sys.stdin.read() == ''; assert os.read(0, 1) == b''",
}


# Ends the two judges that get ready meanwhile: forks of one parent have one command line.
KILLS = """
    def command(pid): return open(f"/proc/{pid}/cmdline").read()
    def judges():
        children = open(f"/proc/{os.getppid()}/task/{os.getppid()}/children").read().split()
        return {int(one) for one in children if command(one) == command("self")} - {os.getpid()}
    while len(judges()) < 2: pass
    for judge in judges(): os.kill(judge, 9)
"""


@pytest.fixture(scope="module")
def results(
    tmp_path_factory: pytest.TempPathFactory,
    write_exercise: Callable[..., Path],
    brief: Callable[..., Briefing],
    job_of: Callable[..., Job],
) -> dict[tuple[str, str], JobResult]:
    """What came of hidden tests that do what they should not, between others that are fine."""
    course = tmp_path_factory.mktemp("course")
    write_exercise(course)
    for slug, statement in BAD_TESTS.items():
        hurried = {"job_s": 3.0} if slug == "hangs" else {}
        write_exercise(course, slug, ONE_TEST.format(statement), **hurried)
    briefing = brief(course, jobs=3)
    jobs = [job_of(briefing, slug) for slug in (*BAD_TESTS, "double")]
    jobs.append(job_of(briefing, "double", "J\udcfcrgen, \N{SNAIL}", "def double(x):\n    return x + 2\n"))
    executor = LocalExecutor(briefing, spare_s=4.0)
    try:
        found = list(executor.run(jobs))
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    finally:
        executor.close()
    assert len(found) == len(jobs)
    return {(result.student, result.slug): result for result in found}


def test_scores(results: dict[tuple[str, str], JobResult]) -> None:
    """Whatever happens around them, other jobs are judged as ever, also one of a badly encoded name."""
    assert results["ada", "double"].score.earned == 3
    half = results["J\udcfcrgen, \N{SNAIL}", "double"]
    assert [one.outcome for one in half.checks] == [Outcome.PASSED, Outcome.FAILED]


@pytest.mark.parametrize(
    ("slug", "words"), [("aborts", "signal 6"), ("leaves", "exit code 7"), ("hangs", "did not finish within")]
)
def test_a_judge_that_ends_or_hangs_costs_its_job_alone(
    results: dict[tuple[str, str], JobResult], slug: str, words: str
) -> None:
    """Hidden tests that end or hang their judge make an internal error that says so."""
    result = results["ada", slug]
    assert result.outcome is Outcome.INTERNAL_ERROR
    assert words in result.warnings[0]


def test_a_judge_is_ended_before_the_grader(results: dict[tuple[str, str], JobResult]) -> None:
    """Where memory runs out in a hidden test, the kernel looks at its judge first."""
    assert results["ada", "goes_first"].outcome is Outcome.PASSED


@pytest.mark.parametrize("slug", ["prints", "reads"])
def test_streams_do_not_block(results: dict[tuple[str, str], JobResult], slug: str) -> None:
    """Hidden tests may print more than a pipe holds, and find nothing to read."""
    assert results["ada", slug].outcome is Outcome.PASSED


@pytest.fixture(scope="module")
def waiting(
    tmp_path_factory: pytest.TempPathFactory,
    write_exercise: Callable[..., Path],
    brief: Callable[..., Briefing],
) -> Iterator[tuple[LocalExecutor, Briefing]]:
    """An executor that hears one job at a time, while two others are ready."""
    course = tmp_path_factory.mktemp("course")
    write_exercise(course, "kills", ONE_TEST.format(KILLS))
    write_exercise(course, "hangs", ONE_TEST.format(BAD_TESTS["hangs"]), job_s=3.0)
    write_exercise(course, "double", job_s=3.5)
    briefing = brief(course)
    executor = LocalExecutor(briefing, spare_s=1.0, ahead=2)
    try:
        executor.prepare()
    except SandboxUnavailable as error:
        executor.close()
        pytest.skip(str(error))
    yield executor, briefing
    executor.close()


def test_what_waits_loses_nothing(
    waiting: tuple[LocalExecutor, Briefing], job_of: Callable[..., Job]
) -> None:
    """A judge that ends while it waits is replaced; and waiting takes none of a job's time."""
    executor, briefing = waiting
    found = list(executor.run([job_of(briefing, slug) for slug in ("kills", "hangs", "double")]))
    assert [one.slug for one in found] == ["kills", "hangs", "double"]
    assert [one.outcome for one in found] == [Outcome.PASSED, Outcome.INTERNAL_ERROR, Outcome.PASSED]


def test_a_run_that_is_given_up_leaves_nobody(
    waiting: tuple[LocalExecutor, Briefing], job_of: Callable[..., Job]
) -> None:
    """Whoever takes no more results has no judge or worker left, neither running nor ready."""
    executor, briefing = waiting
    before = set(below(executor._servers.current._process.pid))
    results = executor.run([job_of(briefing, "double", str(number)) for number in range(8)])
    assert isinstance(results, Generator)
    next(results)
    pids = set(below(executor._servers.current._process.pid)) - before
    with ExitStack() as stack:
        pidfds = set()
        for pid in pids:
            # Those of the first job are ending just now.
            with suppress(ProcessLookupError):
                pidfd = os.pidfd_open(pid)
                stack.callback(os.close, pidfd)
                pidfds.add(pidfd)
        results.close()
        for pidfd in pidfds:
            assert select.select([pidfd], [], [], 20.0)[0], "it is still there"
        assert pidfds


def below(pid: int) -> list[int]:
    """Every process that it has started, and those that they have."""
    children = []
    # Any of them may end while it is looked at.
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += [int(one) for one in (task / "children").read_text(encoding="ascii").split()]
    return [*children, *(one for child in children for one in below(child))]


def test_unknown_sandbox(
    tmp_path: Path,
    write_exercise: Callable[..., Path],
    brief: Callable[..., Briefing],
    job_of: Callable[..., Job],
) -> None:
    """An error of a judge arrives as what it was, before any job is run."""
    write_exercise(tmp_path)
    briefing = brief(tmp_path, sandbox="foo")
    executor = LocalExecutor(briefing)
    with pytest.raises(SandboxUnavailable, match="'foo'"):
        list(executor.run([job_of(briefing, "double")]))
    executor.close()


def test_broken_hidden_tests(
    tmp_path: Path,
    write_exercise: Callable[..., Path],
    brief: Callable[..., Briefing],
    job_of: Callable[..., Job],
) -> None:
    """Hidden tests that cannot be collected stop the run, and the error names the line."""
    write_exercise(tmp_path, tests="import pytest\nraise KeyError('sizes')\n")
    briefing = brief(tmp_path)
    executor = LocalExecutor(briefing)
    with pytest.raises(CourseError, match=r"hidden_tests\.py:2: KeyError"):
        list(executor.run([job_of(briefing, "double")]))
    executor.close()


def test_judges_that_are_killed(
    tmp_path: Path,
    write_exercise: Callable[..., Path],
    brief: Callable[..., Briefing],
    job_of: Callable[..., Job],
) -> None:
    """When the process that judges are forked from is killed, the run goes on with another one."""
    write_exercise(tmp_path)
    briefing = brief(tmp_path)
    executor = LocalExecutor(briefing, ahead=0)
    jobs: Iterator[JobResult] = executor.run([job_of(briefing, "double"), job_of(briefing, "double", "bob")])
    try:
        assert next(jobs).student == "ada"
    except SandboxUnavailable as error:
        executor.close()
        pytest.skip(str(error))
    killed = executor._servers.current._process
    killed.kill()
    killed.wait()
    assert next(jobs).student == "bob"
    executor.close()


class FakeDevices:
    """A card with 24 GiB that nobody uses."""

    def busy(self) -> float:
        """It idles."""
        return 0.0

    def free_bytes(self) -> int:
        """All of it."""
        return 24 * 1024 * MIB


def no_devices() -> NoReturn:
    """NVML is not there."""
    raise NvmlUnavailableError("no NVML")


@pytest.mark.parametrize(
    ("device", "trains", "trainings", "now"),
    [("cuda", True, None, 2), ("cuda", True, 5, 5), ("cuda", False, None, None), ("cpu", True, None, None)],
)
def test_who_shares_a_gpu(device: str, trains: bool, trainings: int | None, now: int | None) -> None:
    """Only what trains on the GPU shares it: two at first, or as many as are asked for."""
    share = share_of(gpu_briefing(device, trains=trains), trainings, FakeDevices)
    assert (share.now if share else None) == now


def test_where_nobody_knows_the_gpu() -> None:
    """Where NVML does not tell what there is, one trains at a time."""
    share = share_of(gpu_briefing("cuda", trains=True), None, no_devices)
    assert share is not None
    assert (share.now, share.look(1)) == (1, math.inf)


def gpu_briefing(device: str, *, trains: bool) -> Briefing:
    """Of a run with 16 slots."""
    return Briefing(
        terms=Terms(device=device),
        exercises=(Exercise(slug="mlp", title="mlp", trains=trains),),
        secrets=(),
        machine=Settings(),
        jobs=16,
    )


def test_environment_of_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judges see the devices, folders and language that the user sees, and no token, whatever its name."""
    known = {
        "CUDA_VISIBLE_DEVICES": "1",
        "HOME": "/home/ada",
        "LC_ALL": "C.UTF-8",
        "LD_LIBRARY_PATH": "/opt/lib",
        "TMPDIR": "/scratch",
    }
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    strange = "PYTHONPATH PYTEST_ADDOPTS CI_JOB_TOKEN AWS_SECRET_ACCESS_KEY GRADER_X LD_PRELOAD"
    for name in strange.split():
        monkeypatch.setenv(name, "canary")
    environment = _environment()
    assert known.items() <= environment.items()
    assert "canary" not in environment.values()
