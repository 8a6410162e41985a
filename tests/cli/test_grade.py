"""`grader grade` as a process: a class graded, interrupted, killed, resumed."""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd
import pytest

from grader.execution.local import local_is_possible

pytestmark = pytest.mark.skipif(not local_is_possible(), reason="the wall is made for Linux")

RIGHT = b"def double(x):\n    return 2 * x\n"
SQUARES = b"def double(x):\n    return x * x\n"
LOOPS = b"def double(x):\n    while True:\n        pass\n"
BADLY_NAMED = os.fsdecode(b"J\xfcrgen")
CLASS = {
    "Ada": RIGHT,
    "Comma, Carla": SQUARES,
    "snail \N{SNAIL}": RIGHT,
    BADLY_NAMED: RIGHT,
    "esc\x1b[2Jape": b"def double(x)\n",
}


class Class(msgspec.Struct, frozen=True):
    """A folder with a course, submissions and, once graded, results."""

    folder: Path

    @property
    def arguments(self) -> list[str | Path]:
        """What grades it."""
        submissions, out, course = (self.folder / name for name in ("submissions", "out", "course"))
        return ["grade", submissions, "--out", out, "--course", course, "--jobs", "2"]

    @property
    def outcomes(self) -> dict[str, str]:
        """By student, from the report."""
        scores = pd.read_csv(self.folder / "out" / "scores.csv", keep_default_na=False)
        return dict(zip(scores.student, scores.outcome, strict=True))

    def add(self, student: str, work: bytes) -> None:
        """Hand in."""
        home = self.folder / "submissions" / student
        home.mkdir(parents=True)
        (home / "double.py").write_bytes(work)


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory,
    write_exercise: Callable[..., Path],
    grader_process: Callable[..., Any],
) -> tuple[Class, Any]:
    """A small class with difficult names, and what grading it said; skipped where there is no wall."""
    made = Class(tmp_path_factory.mktemp("class"))
    write_exercise(made.folder / "course", call_s=60.0)
    for student, work in CLASS.items():
        made.add(student, work)
    (made.folder / "submissions" / "Ada" / "homework.py").write_text("x = 1\n", encoding="utf-8")
    said = grader_process(*made.arguments, PYTHONIOENCODING="ascii")
    if "the wall cannot be built here" in said.err:
        pytest.skip(said.err)
    return made, said


def test_class(graded: tuple[Class, Any]) -> None:
    """Everybody is graded and shown in plain lines, whatever their name and the output's encoding."""
    made, said = graded
    assert said.code == 1, said.err
    assert sorted(made.outcomes.values()) == ["failed", "passed", "passed", "passed", "raised"]
    assert "[5/5] " in said.out
    assert "outcomes: 3 passed, 1 failed, 1 raised" in said.out
    assert "note: Ada: " in said.out
    assert "\x1b" not in said.out + said.err
    assert "Traceback" not in said.err
    assert len(list((made.folder / "out" / "feedback").iterdir())) == len(CLASS)


def test_again(graded: tuple[Class, Any], grader_process: Callable[..., Any]) -> None:
    """The same command again grades nothing and reports the same."""
    made, _ = graded
    before = made.outcomes
    said = grader_process(*made.arguments)
    assert said.code == 1
    assert "5 of 5 were graded before and are kept\nnothing is left to grade\n" in said.out
    assert made.outcomes == before


def test_report(graded: tuple[Class, Any], grader_process: Callable[..., Any], tmp_path: Path) -> None:
    """`grader report` needs the gradebook and nothing else."""
    made, _ = graded
    shutil.copy(made.folder / "out" / "gradebook.sqlite", tmp_path)
    said = grader_process("report", tmp_path)
    assert said.code == 1, said.err
    for name in ("grades.csv", "scores.csv", "checks.csv"):
        assert (tmp_path / name).read_bytes() == (made.folder / "out" / name).read_bytes()


@pytest.mark.slow
def test_without_a_wall(
    grader_process: Callable[..., Any], write_exercise: Callable[..., Path], tmp_path: Path
) -> None:
    """`--sandbox none` grades where it is asked for, marks every result, and warns."""
    made = Class(tmp_path)
    write_exercise(tmp_path / "course")
    made.add("Ada", RIGHT)
    made.add("Bob", SQUARES)
    said = grader_process(*made.arguments, "--sandbox", "none")
    assert said.code == 1, said.err
    assert "warning: graded without a sandbox" in said.err
    scores = pd.read_csv(tmp_path / "out" / "scores.csv")
    assert list(scores.outcome) == ["passed", "failed"]
    assert set(scores.sandbox) == {"none"}
    assert all("without a sandbox" in note for note in scores.note)


@pytest.fixture
def looping(graded: tuple[Class, Any], tmp_path: Path) -> Class:
    """A class in which two are graded at once and the others loop for minutes."""
    made, _ = graded
    shutil.copytree(made.folder / "course", tmp_path / "course")
    looping = Class(tmp_path)
    for number, work in enumerate((RIGHT, RIGHT, LOOPS, LOOPS, LOOPS)):
        looping.add(f"s{number}", work)
    return looping


@contextlib.contextmanager
def grading(looping: Class) -> Iterator[subprocess.Popen[str]]:
    """A grader that has shown two results and is busy with those that loop."""
    command = [sys.executable, "-m", "grader", *map(os.fspath, looping.arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        said: list[str] = []
        while not (said and said[-1].startswith("[2/")):
            said.append(process.stdout.readline())
            assert said[-1], said
        yield process


@contextlib.contextmanager
def processes(looping: Class) -> Iterator[list[int]]:
    """A pidfd of every warm process and worker that grades this class now."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            text = path.read_bytes()
            if b"grader." in text and os.fsencode(looping.folder) in text:
                found.append(os.pidfd_open(int(path.parent.name)))
    yield found
    for descriptor in found:
        os.close(descriptor)


def has_ended(descriptor: int) -> bool:
    """Whether the process has ended, or does within half a minute."""
    return bool(select.select([descriptor], [], [], 30.0)[0])


@pytest.mark.slow
def test_interrupted(looping: Class, grader_process: Callable[..., Any]) -> None:
    """Ctrl-C, pressed thrice, ends with 3, a report of what is done and no process; then grading resumes."""
    with grading(looping) as grader, processes(looping) as running:
        for _ in range(3):
            grader.send_signal(signal.SIGINT)
        assert grader.stdout
        rest = grader.stdout.read()
        assert grader.wait() == 3
        assert len(running) >= 2
        assert all(has_ended(one) for one in running)
    assert "stopped with 2 of 5 graded" in rest
    assert "Traceback" not in rest
    assert sorted(looping.outcomes.values()) == ["", "", "", "passed", "passed"]
    for number in (2, 3, 4):
        (looping.folder / "submissions" / f"s{number}" / "double.py").write_bytes(SQUARES)
    said = grader_process(*looping.arguments)
    assert "2 of 5 were graded before and are kept" in said.out
    assert "[3/3] " in said.out
    assert sorted(looping.outcomes.values()) == ["failed", "failed", "failed", "passed", "passed"]


@pytest.mark.slow
def test_killed(looping: Class, grader_process: Callable[..., Any]) -> None:
    """After kill -9 every server and worker ends by itself, and the gradebook has what was shown."""
    with grading(looping) as grader, processes(looping) as running:
        grader.kill()
        grader.wait()
        assert len(running) >= 2
        assert all(has_ended(one) for one in running)
    said = grader_process("report", looping.folder / "out")
    assert said.code == 3
    assert sorted(looping.outcomes.values()) == ["", "", "", "passed", "passed"]


def test_reader_that_leaves(graded: tuple[Class, Any], tmp_path: Path) -> None:
    """With the output closed early (`| head -1`) the class is graded to its end, without a traceback."""
    made, _ = graded
    other = Class(tmp_path)
    shutil.copytree(made.folder / "course", tmp_path / "course")
    other.add("ada", RIGHT)
    command = [sys.executable, "-m", "grader", *map(os.fspath, other.arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == 0
    assert other.outcomes == {"ada": "passed"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--sandbox", "foo"], "there is no sandbox called 'foo'"),
        (["--exercise", "duoble"], "did you mean 'double'?"),
        (["--executor", "foo"], "there is no executor called 'foo'"),
        (["--gradebook", "mysql://ada:s3cr3t@here/x"], "--gradebook takes the URL of a PostgreSQL database"),
    ],
)
def test_options_that_cannot_be_met(
    graded: tuple[Class, Any],
    grader_process: Callable[..., Any],
    tmp_path: Path,
    options: list[str],
    words: str,
) -> None:
    """A sandbox or an exercise that there is not ends with 2 and one line."""
    made, _ = graded
    arguments = ["grade", made.folder / "submissions", "--out", tmp_path, "--course", made.folder / "course"]
    said = grader_process(*arguments, *options)
    assert said.code == 2
    assert said.err.startswith("grader: ")
    assert words in said.err
    assert said.err.count("\n") == 1
    assert "s3cr3t" not in said.err


@pytest.mark.skipif(Path("/dev/nvidiactl").exists(), reason="this machine has a GPU")
def test_cuda_without_a_device(grader: Callable[..., Any], graded: tuple[Class, Any], tmp_path: Path) -> None:
    """`--device cuda` without a GPU ends with 2 and the way out, before anything is graded."""
    made, _ = graded
    arguments = [
        "grade",
        made.folder / "submissions",
        "--out",
        tmp_path / "out",
        "--course",
        made.folder / "course",
    ]
    said = grader(*arguments, "--device", "cuda")
    assert said.code == 2
    assert "--device cpu" in said.err
    assert not (tmp_path / "out").exists()


def test_missing_submissions(grader: Callable[..., Any], course: Path, tmp_path: Path) -> None:
    """A folder that is not there ends with 2 and its name."""
    said = grader("grade", tmp_path / "nowhere", "--out", tmp_path / "out", "--course", course)
    assert said.code == 2
    assert "nowhere does not exist" in said.err


def test_without_mnist(
    grader: Callable[..., Any],
    tmp_path: Path,
    write_exercise: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where MNIST is neither here nor to be had, `grade` says how to get it and never takes other data."""
    monkeypatch.delenv("GRADER_DATA_ROOT", raising=False)
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GRADER_MNIST_MIRRORS", "http://127.0.0.1:9/")
    write_exercise(tmp_path / "course", trains=True)
    Class(tmp_path).add("ada", RIGHT)
    said = grader(*Class(tmp_path).arguments)
    assert said.code == 2
    for words in ("could not be downloaded", "--data-root", "GRADER_MNIST_MIRRORS", "--data digits"):
        assert words in said.err
    assert not (tmp_path / "out").exists()
