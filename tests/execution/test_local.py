"""Several jobs at once, each judged in a process of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.execution.briefing import Briefing
from grader.execution.local import LocalExecutor, _environment, local_is_possible
from grader.model.errors import CourseError, SandboxUnavailable
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.model.result import JobResult

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
    executor = LocalExecutor(briefing)
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
    strange = (
        "PYTHONPATH",
        "PYTEST_ADDOPTS",
        "CI_JOB_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "GRADER_X",
        "LD_PRELOAD",
    )
    for name in strange:
        monkeypatch.setenv(name, "canary")
    environment = _environment()
    assert known.items() <= environment.items()
    assert "canary" not in environment.values()
