"""The command as a user runs it, in this process where that is enough."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.cli.main import main

Grader = Callable[..., "Said"]


class Said(msgspec.Struct, frozen=True):
    """What a command came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def grader(capsys: pytest.CaptureFixture[str]) -> Grader:
    """Runs `grader` in this process, with these arguments."""

    def run(*arguments: str | Path) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([os.fspath(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Said(code=int(ended.value.code or 0), out=out, err=err)

    return run


@pytest.fixture(scope="session")
def grader_process() -> Callable[..., Said]:
    """Runs `python -m grader` in a process of its own, with these arguments and variables."""

    def run(*arguments: str | Path, **variables: str) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "grader", *map(os.fspath, arguments)],
            env={name: value for name, value in os.environ.items() if name != "GRADER_DATA_ROOT"} | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        return Said(
            code=done.returncode,
            out=done.stdout.decode(errors="replace"),
            err=done.stderr.decode(errors="replace"),
        )

    return run


@pytest.fixture
def course(tmp_path: Path, write_exercise: Callable[..., Path]) -> Path:
    """A course with the one exercise `double`."""
    write_exercise(tmp_path / "course")
    return tmp_path / "course"
