"""`grader ci` as a CI job runs it: one walled run with every report, and what its exit code says."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from junitparser import JUnitXml

from grader.cli.ci import exit_code
from grader.execution.local import local_is_possible
from grader.model.exercise import Exercise
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission
from grader.pipeline import Graded

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


@pytest.mark.points(4)
@pytest.mark.visibility("hidden")
def test_secret(submission, rng):
    """The secret is kept."""
    assert submission.double(7) == rng.random(), "the secret"
'''
WORK = """\
def double(x):
    if x < 0:
        print("::error::printed")
        raise ValueError("::add-mask::no \\x1b[31m")
    return 2 * x
"""
CLASSROOM_50 = {
    "CLASSROOM": "dl",
    "ASSIGNMENT": "hw",
    "SUBMISSION_TAG": "submit/x",
    "COMMIT_URL": "https://github.example/c",
    "RELEASE_URL": "https://github.example/r",
    "OWNER": "ada",
}
FORMATS = ("json", "junit", "gitlab", "github", "classroom50", "github-classroom")


class Job(msgspec.Struct, frozen=True):
    """A job on a runner: where it ran, and what the command said."""

    workspace: Path
    runner: Path
    said: Any


@pytest.fixture(scope="module")
def job(
    tmp_path_factory: pytest.TempPathFactory,
    write_exercise: Callable[..., Path],
    grader_process: Callable[..., Any],
) -> Job:
    """A student's repository graded as a step of GitHub Actions does, with every report at once."""
    if not local_is_possible():
        pytest.skip("the wall is made for Linux")
    root = tmp_path_factory.mktemp("job")
    write_exercise(root / "course", tests=TESTS)
    workspace, runner = root / "workspace", root / "runner"
    for folder in (workspace / "src" / "week 1", workspace / ".git", workspace / "tests", runner):
        folder.mkdir(parents=True)
    (workspace / "src" / "week 1" / "double.py").write_text(WORK, encoding="utf-8")
    (workspace / ".git" / "double.py").write_text("stolen\n", encoding="utf-8")
    (workspace / "tests" / "test_double.py").write_text("raise SystemExit\n", encoding="utf-8")
    (workspace / "README.md").write_text("# Homework\n", encoding="utf-8")
    options = [one for name in FORMATS for one in ("--format", name)]
    said = grader_process(
        "ci", workspace, *options, "--course", root / "course", "--out", runner, "--student", "ada",
        GITHUB_ACTIONS="true", GITHUB_WORKSPACE=os.fspath(workspace), FORCE_COLOR="1", **CLASSROOM_50,
        GITHUB_STEP_SUMMARY=os.fspath(runner / "summary"), GITHUB_OUTPUT=os.fspath(runner / "output"),
    )  # fmt: skip
    return Job(workspace=workspace, runner=runner, said=said)


def test_the_log_is_for_people(job: Job) -> None:
    """The log has points, outcomes and messages in plain lines, the seed, and each file that was written."""
    assert job.said.code == 1, job.said.err
    lines = job.said.out.splitlines()
    for line in (
        "double: The exercise double (src/week 1/double.py)",
        "  passed (2 of 2): Twice two is four.",
        "  your code raised an exception (0 of 1): Twice minus one is minus two.",
        "    | ValueError: ::add-mask::no ␛[31m",
        '    | line 4, in double: raise ValueError("::add-mask::no \\x1b[31m")',
        "  1 further check worth 4 points not shown yet",
        "  2 of 3 points",
        "total: 2 of 3 points, and 4 points for checks that are not shown",
    ):
        assert line in lines
    assert re.search(r"^seed: \d+", job.said.out, re.MULTILINE)
    assert "\x1b" not in job.said.out
    assert job.said.err == ""


def test_only_the_grader_commands_the_runner(job: Job) -> None:
    """What begins a line as a command is the last that is printed, and it is the annotations."""
    lines = job.said.out.splitlines()
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert lines[-2:] == commands
    assert commands[0].startswith(
        "::error title=double%3A your code raised an exception,file=src/week 1/double.py,line=4::"
    )
    assert commands[1].startswith("::notice title=Graded::2 of 3 points")


def test_each_report_is_written(job: Job) -> None:
    """Each format that was named is written, nothing else is, and the gradebook is gone."""
    assert {path.name for path in job.runner.iterdir()} == {
        "results.json", "results.schema.json", "junit.xml", "gitlab-junit.xml", "result.json",
        "summary", "output",
    }  # fmt: skip
    (suite,) = JUnitXml.fromfile(str(job.runner / "junit.xml"))
    assert (suite.tests, suite.errors) == (2, 1)
    check = json.loads((job.runner / "results.json").read_text(encoding="utf-8"))
    assert check["students"][0]["exercises"][0]["checks"][1]["place"] == {"line": 4, "cell": 0}
    assert json.loads((job.runner / "result.json").read_text(encoding="utf-8"))["score"] == 200
    assert (job.runner / "summary").read_text(encoding="utf-8").startswith("# 2 of 3 points")


def test_nothing_of_the_hidden_check_is_anywhere(job: Job) -> None:
    """Neither the log nor any report has the hidden check's name, description or message."""
    texts = [job.said.out, *(path.read_text(encoding="utf-8") for path in job.runner.iterdir())]
    for text in texts:
        assert not re.search("test_secret|secret is kept|the secret", text)


def test_grading_is_enough_with_no_fail(
    grader: Callable[..., Any], course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --no-fail missed checks exit with 0, a seed is used, and nothing here is imported or written."""
    if not local_is_possible():
        pytest.skip("the wall is made for Linux")
    (tmp_path / "home").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "home" / "double.py").write_text("def double(x): return x\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = tmp_path / "ran"
    traps = [*map("{}.py".format, ("torch", "msgspec", "pytest", "sitecustomize", "conftest")), "pytest.ini"]
    for name in traps:
        text = "[pytest]\naddopts = -p torch\n" if name == "pytest.ini" else f"open({str(ran)!r}, 'w')\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    said = grader("ci", "home", "--course", course, "--seed", "7", "--no-fail")
    assert said.code == 0
    assert "seed: 7 " in said.out
    assert "(home/double.py)" in said.out
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([".git", "course", "home", *traps])


def test_a_report_that_does_not_exist_ends_it_at_once(grader: Callable[..., Any], tmp_path: Path) -> None:
    """A misspelt format is a usage error that lists those there are, before anything is graded."""
    said = grader("ci", tmp_path, "--format", "junti")
    assert said.code == 2
    assert "there is no report called 'junti'; there are" in said.err
    assert "classroom50" in said.err


@pytest.fixture
def graded(
    make_run: Callable[..., Any],
    handed_in: Callable[..., list[Submission]],
    make_result: Callable[..., JobResult],
) -> Callable[..., Graded]:
    """A run in `mlp`, whose check that is shown and whose hidden one ended so."""

    def make(shown: Outcome, hidden: Outcome, *, problem: str = "", stopped: bool = False) -> Graded:
        checks = tuple(
            CheckResult(check=one.check, outcome=outcome)
            for one, outcome in zip(make_result().checks, (shown, hidden), strict=True)
        )
        run = make_run(
            submissions=handed_in("ada", problem=problem)[:1],
            results=[make_result(checks=checks)],
            exercises=(Exercise(slug="mlp", title="A perceptron"),),
        )
        return Graded(run=run, files=(), stopped=stopped)

    return make


@pytest.mark.parametrize(
    ("shown", "hidden", "code"),
    [
        (Outcome.PASSED, Outcome.PASSED, 0),
        (Outcome.PASSED, Outcome.RAISED, 0),
        (Outcome.FAILED, Outcome.PASSED, 1),
        (Outcome.NOT_RUN, Outcome.PASSED, 1),
        (Outcome.PASSED, Outcome.INTERNAL_ERROR, 3),
    ],
)
def test_the_exit_code_tells_what_is_shown(
    graded: Callable[..., Graded], shown: Outcome, hidden: Outcome, code: int
) -> None:
    """A job is green when all that the student sees passed; what was not graded is neither."""
    assert exit_code(graded(shown, hidden)) == code


def test_nothing_to_grade_and_a_stop_are_not_fine(graded: Callable[..., Graded]) -> None:
    """Work that was not handed in fails the job, and a run that was stopped is not a grade."""
    assert exit_code(graded(Outcome.NOT_RUN, Outcome.NOT_RUN, problem="not handed in")) == 1
    assert exit_code(graded(Outcome.PASSED, Outcome.PASSED, stopped=True)) == 3
