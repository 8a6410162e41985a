"""A class graded with hidden tests that are broken or secretive, and a token in the grader's environment."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from grader.execution.local import local_is_possible
from grader.model.result import JobResult
from grader.store.open import open_gradebook

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not local_is_possible(), reason="the wall is made for Linux"),
]

CANARY = "canary-5e0c1d"
ASKED = 917_331
TWO_TESTS = '''\
import os, signal, sys, pytest


{before}
@pytest.mark.points(1)
def test_double(submission):
    """Twice two is four."""
    assert submission.double(2) == 4


@pytest.mark.points(1)
def test_ours(submission{fixtures}):
    """Ours."""
    {body}
'''
BROKEN_FIXTURE = "@pytest.fixture\ndef broken():\n    raise OSError('no such table')\n\n"
# By exercise: what its second check does, and a word of what the instructor is told.
BROKEN = {
    "raises": ("{}['sizes']", "KeyError"),
    "exits": ("sys.exit(0)", "SystemExit"),
    "exits_pytest": ("pytest.exit('enough')", "pytest reported nothing of it"),
    "ends": ("os._exit(0)", "exit code 0"),
    "killed": ("os.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
    "allocates": ("bytearray(1 << 60)", "MemoryError"),
    "skips": ("pytest.skip('later')", "Skipped"),
    "fixture": ("pass", "no such table"),
    "prints": ("print('x' * 5_000_000); os.write(1, b'y' * 5_000_000); 1 / 0", "ZeroDivisionError"),
}
SECRETIVE = f'''\
import os, pytest


@pytest.mark.points(1)
@pytest.mark.visibility("hidden")
def test_hidden(submission, record_property):
    """A large number."""
    record_property("feedback", "table of {ASKED}")
    assert submission.double({ASKED}) == {2 * ASKED}


@pytest.mark.points(1)
def test_seen(submission):
    """Twice two is four."""
    assert "CI_JOB_TOKEN" not in os.environ
    assert submission.double(2) == 4


@pytest.mark.points(1)
@pytest.mark.visibility("after_published")
def test_hidden_too(submission):
    """A large number, once more."""
    assert submission.double({ASKED} + 1) == {2 * ASKED + 2}
'''
RIGHT = "def double(x):\n    return 2 * x\n"
CURIOUS = """\
import glob
import os

ASKED = []
print("loaded")


def double(x):
    ASKED.append(x)
    print("asked", ASKED)
    print(dict(os.environ))
    for path in glob.glob("/proc/*/environ") + ["/proc/self/environ"]:
        try:
            with open(path, "rb") as file:
                print(path, file.read())
        except OSError:
            pass
    if x == 2:
        raise ValueError(f"asked so far: {ASKED}")
    return 2 * x
"""


class Graded(msgspec.Struct, frozen=True):
    """What a run came to."""

    folder: Path
    code: int
    out: str
    err: str

    @property
    def scores(self) -> dict[tuple[str, str], dict[str, object]]:
        """The rows of scores.csv, by student and exercise."""
        table = pd.read_csv(self.folder / "out" / "scores.csv")
        return {(row["student"], row["exercise"]): dict(row) for _, row in table.iterrows()}

    @property
    def results(self) -> dict[tuple[str, str], JobResult]:
        """What the gradebook holds."""
        with open_gradebook(self.folder / "out", create=False) as gradebook:
            return {(one.student, one.slug): one for one in gradebook.last_run().results}

    def page(self, student: str) -> str:
        """A student's feedback."""
        return (self.folder / "out" / "feedback" / f"{student}.md").read_text(encoding="utf-8")


def grade(folder: Path, *, umask: int = 0o022) -> Graded:
    """Grade the class in a folder, with a token in the environment."""
    done = subprocess.run(
        [
            sys.executable, "-m", "grader", "grade", folder / "submissions", "--out", folder / "out",
            "--course", folder / "course", "--jobs", "2", "--data", "digits", "--sandbox", "standard",
        ],
        env=os.environ | {"CI_JOB_TOKEN": CANARY},
        umask=umask,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )  # fmt: skip
    said = Graded(folder=folder, code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())
    if "the wall cannot be built here" in said.err:
        pytest.skip(said.err)
    return said


def hand_in(folder: Path, student: str, slug: str, source: str) -> None:
    """A student's file."""
    home = folder / "submissions" / student
    home.mkdir(parents=True, exist_ok=True)
    (home / f"{slug}.py").write_text(source, encoding="utf-8")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, write_exercise: Callable[..., Path]) -> Graded:
    """Ada and Bob in a course of broken exercises, a secretive one and one that is fine."""
    folder = tmp_path_factory.mktemp("class")
    write_exercise(folder / "course")
    write_exercise(folder / "course", "secretive", SECRETIVE)
    for slug, (body, _) in BROKEN.items():
        fixture = slug == "fixture"
        tests = TWO_TESTS.format(
            before=BROKEN_FIXTURE if fixture else "", fixtures=", broken" if fixture else "", body=body
        )
        write_exercise(folder / "course", slug, tests)
    for slug in ("double", "secretive", *BROKEN):
        hand_in(folder, "ada", slug, RIGHT)
    hand_in(folder, "eve", "secretive", CURIOUS)
    hand_in(folder, "eve", "double", CURIOUS)
    return grade(folder)


@pytest.mark.parametrize(("slug", "word"), [(slug, word) for slug, (_, word) in BROKEN.items()])
def test_a_broken_hidden_test_costs_nobody_anything(graded: Graded, slug: str, word: str) -> None:
    """It is an internal error without a score, told the instructor on stderr, and owned up to the student."""
    row = graded.scores["ada", slug]
    assert row["outcome"] == "internal_error"
    assert pd.isna(row["earned"])
    (line,) = [line for line in graded.err.splitlines() if f"not graded: ada, {slug}:" in line]
    assert word in line
    (section,) = [
        part for part in graded.page("ada").split("## ")[1:] if part.replace("\\", "").startswith(f"{slug}:")
    ]
    assert "The fault is the grader's, and costs you no points." in section
    assert word not in section


def test_the_others_are_graded(graded: Graded) -> None:
    """What is not broken has its score, and the exit code says that something was not graded."""
    assert graded.code == 3
    assert graded.scores["ada", "double"]["earned"] == 3
    assert graded.scores["ada", "secretive"]["earned"] == 3


def test_no_secret_reaches_a_worker(graded: Graded) -> None:
    """A program that reads every environment it can finds no token of the grader's, nor do hidden tests."""
    result = graded.results["eve", "secretive"]
    assert "'PATH'" in result.feedback
    assert CANARY not in repr(graded.results)
    for path in (graded.folder / "out").rglob("*"):
        assert path.is_dir() or CANARY.encode() not in path.read_bytes()
    assert CANARY not in graded.out + graded.err


def test_what_a_hidden_check_asks_stays_hidden(graded: Graded) -> None:
    """Neither print nor exception carries a hidden check's inputs into a page; the gradebook keeps them."""
    for student in ("ada", "eve"):
        assert str(ASKED) not in graded.page(student)
    result = graded.results["eve", "secretive"]
    assert str(ASKED) not in result.feedback
    assert not [one for one in result.checks if str(ASKED) in one.message]
    assert f"asked [{ASKED}, {ASKED + 1}]" in result.withheld
    assert f"table of {ASKED}" in result.withheld
    assert "asked [2]" in result.feedback
    assert "asked so far: [2]" in result.checks[1].message


def test_broken_ones_are_graded_again(graded: Graded) -> None:
    """Once a hidden test is mended, the same command grades what was not graded, and nothing else."""
    tests = graded.folder / "course" / "exercises" / "killed" / "hidden_tests.py"
    tests.write_text(TWO_TESTS.format(before="", fixtures="", body="pass"), encoding="utf-8")
    again = grade(graded.folder)
    # Both in two exercises, and eve in the broken ones, of which she handed in none; one of those is new.
    assert f"{2 * 2 + len(BROKEN) - 1} of {2 * (2 + len(BROKEN))} were graded before" in again.out
    assert again.scores["ada", "killed"]["earned"] == 2
    assert pd.isna(again.scores["ada", "raises"]["earned"])


@pytest.mark.parametrize("tests", ["def test_it(:\n", "import no_such_module\n", "raise OSError('gone')\n"])
def test_hidden_tests_that_cannot_be_read(
    tests: str, tmp_path: Path, write_exercise: Callable[..., Path]
) -> None:
    """They stop the run before anything is graded, with their file and line, and leave no results."""
    write_exercise(tmp_path / "course", tests=tests)
    hand_in(tmp_path, "ada", "double", RIGHT)
    said = grade(tmp_path)
    assert said.code == 2
    assert re.search(r"hidden_tests\.py(:1|.*line 1)", said.err)
    assert "Traceback" not in said.err
    assert not (tmp_path / "out" / "grades.csv").exists()


@pytest.mark.parametrize("umask", [0o000, 0o077], ids=["open", "closed"])
def test_results_are_private(umask: int, tmp_path: Path, write_exercise: Callable[..., Path]) -> None:
    """Whatever the umask, what a run writes is for the grader's user alone; what is opened up stays so."""
    write_exercise(tmp_path / "course")
    hand_in(tmp_path, "ada", "double", RIGHT)
    out = tmp_path / "out"
    assert grade(tmp_path, umask=umask).code == 0
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [out, *out.rglob("*")]}
    assert {path.name for path, mode in modes.items() if mode == 0o700} == {"out", "feedback"}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    (out / "grades.csv").chmod(0o644)
    out.chmod(0o755)
    assert grade(tmp_path, umask=umask).code == 0
    assert stat.S_IMODE((out / "grades.csv").stat().st_mode) == 0o644
    assert stat.S_IMODE((out / "scores.csv").stat().st_mode) == 0o600
    assert stat.S_IMODE(out.stat().st_mode) == 0o755
