"""`pytest --grader` as an instructor runs it: the real pytest, in a process of its own."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.execution.local import local_is_possible

pytestmark = pytest.mark.skipif(not local_is_possible(), reason="the wall is made for Linux")

TESTS = '''\
import pytest


@pytest.mark.points(2)
def test_double(submission, exercise, rng):
    """Twice two is four."""
    assert exercise.slug == "double"
    assert submission.double(2) == 4, "double(2) should be 4"


@pytest.mark.points(1)
@pytest.mark.visibility("hidden")
@pytest.mark.parametrize("x", [-1, 0])
def test_case(submission, x):
    """Twice a number."""
    assert submission.double(x) == 2 * x


@pytest.mark.points(1)
def test_needs(submission):
    """It asks for what is not there."""
    assert submission.double("a") == "aa", "double('a') should be 'aa'"
'''
BROKEN = TESTS.replace("    assert submission.double(2) == 4", "    assert 1 / 0")
SQUARES = "def double(x):\n    print('squaring')\n    return x * x\n"


class Said:
    """What a run of pytest came to."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr


def run(*arguments: object) -> Said:
    """Pytest with these arguments, with nobody's configuration."""
    command = [sys.executable, "-m", "pytest", "-c", "/dev/null", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, check=False)
    return Said(done)


@pytest.fixture
def hidden_tests(tmp_path: Path, write_exercise: Callable[..., Path]) -> Path:
    """A course's file of hidden tests."""
    return write_exercise(tmp_path / "course", tests=TESTS) / "hidden_tests.py"


def test_the_solution_passes(hidden_tests: Path, tmp_path: Path) -> None:
    """Plain pytest on the file judges the solution, with warnings as errors: points, docstrings, JUnit."""
    report = tmp_path / "junit.xml"
    said = run("--grader", "-W", "error", "--strict-markers", f"--junitxml={report}", hidden_tests)
    assert said.code == 0, said.out + said.err
    assert "5 of 5 points" in said.out
    assert "2/2  passed         test_double: Twice two is four." in said.out
    assert "test_case[-1]: Twice a number. (-1)" in said.out
    case = ET.parse(report).getroot().find(".//testcase[@name='test_double']")  # noqa: S314  (pytest wrote it)
    assert case is not None
    properties = {one.get("name"): one.get("value") for one in case.iter("property")}
    assert properties == {"points": "2.0", "earned": "2.0"}
    assert (case.get("file"), case.get("line")) in {(None, None), (str(hidden_tests), "4")}


def test_a_submission_instead(hidden_tests: Path, tmp_path: Path) -> None:
    """A file is judged in the solution's place, by the checks that are named as an editor names them."""
    file = tmp_path / "work.py"
    file.write_text(SQUARES, encoding="utf-8")
    chosen = [f"{hidden_tests}::test_double", f"{hidden_tests}::test_needs"]
    said = run("--grader", "--grader-submission", file, "-v", *chosen)
    assert said.code == 1, said.out + said.err
    assert "2 of 3 points" in said.out
    assert "It asks for what is not there.\nraised (0 of 1 point)\n" in said.out
    assert "squaring" in said.out
    assert "1 failed, 1 passed" in said.out


def test_a_folder(hidden_tests: Path) -> None:
    """Named with its folder, the file is found too, and each check once."""
    said = run("--grader", "--collect-only", "-q", hidden_tests.parent)
    assert said.out.count("::test_double") == 1
    assert "4 tests collected" in said.out


def test_a_broken_test_is_told_to_the_instructor(tmp_path: Path, write_exercise: Callable[..., Path]) -> None:
    """Where a hidden test itself fails, the line and the exception are shown."""
    hidden_tests = write_exercise(tmp_path / "course", tests=BROKEN) / "hidden_tests.py"
    said = run("--grader", hidden_tests)
    assert said.code == 1
    assert "internal_error (0 of 2 points)" in said.out
    assert f"{hidden_tests}:8: ZeroDivisionError" in said.out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--grader", "--grader-submission", "nothing.py"], 4, "nothing.py does not exist, or is no file"),
        (["--grader", "--grader-sandbox", "paper"], 2, "there is no sandbox called 'paper'"),
        (["--grader-submission", "x.py"], 4, "--grader-submission is for --grader; give both"),
    ],
)
def test_what_cannot_be_judged(hidden_tests: Path, arguments: list[str], code: int, message: str) -> None:
    """A missing file, no sandbox, half the options: one line, and nobody's traceback."""
    said = run(*arguments, hidden_tests)
    assert message in said.out + said.err
    assert said.code == code
    assert "Traceback" not in said.out + said.err


def test_marks_that_are_wrong(tmp_path: Path, write_exercise: Callable[..., Path]) -> None:
    """A check without points is an error of the collection, in the course's own words."""
    tests = TESTS.replace("@pytest.mark.points(2)\n", "")
    said = run("--grader", write_exercise(tmp_path / "course", tests=tests) / "hidden_tests.py")
    assert said.code == 2
    assert "test_double: it needs pytest.mark.points with one argument" in said.out


def test_it_stays_out_of_the_way(tmp_path: Path) -> None:
    """Without --grader a run imports nothing of the grader's but the options."""
    (tmp_path / "test_it.py").write_text(
        "import sys\n\n\ndef test_it():\n"
        "    assert [n for n in sorted(sys.modules) if n.split('.')[0].startswith('grader')] == "
        "['grader_pytest', 'grader_pytest.plugin']\n",
        encoding="utf-8",
    )
    said = run("-W", "error", "--strict-markers", tmp_path)
    assert said.code == 0, said.out
