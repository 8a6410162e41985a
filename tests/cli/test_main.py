"""The group of commands, and what becomes of errors."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COMMANDS = ("demo", "exercises", "start", "check", "grade", "report", "build", "doctor")


def test_help_is_worth_reading(grader: Callable[..., Any]) -> None:
    """The help names every command in a line of its own, a way in, and the exit codes."""
    said = grader("--help")
    assert said.code == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\S+ \S+", said.out, re.MULTILINE)
    assert "Exit codes: 0 fine; 1 checks failed; 2 usage or course error; 3" in said.out
    assert "grader grade SUBMISSIONS --out DIR" in said.out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command(grader: Callable[..., Any], command: str) -> None:
    """Every command says what it does, and every option of it what it is for."""
    said = grader(command, "--help")
    assert said.code == 0
    usage, _, rest = said.out.partition("\n\n")
    assert usage.startswith(f"Usage: grader {command}")
    text, _, options = rest.partition("Options:\n")
    assert len(text.split()) > 8
    for line in options.splitlines():
        if line.startswith("  --"):
            assert re.search(r"^  --\S+( / --\S+)?( [A-Z\[|\]a-z]+)?(  +\S+|$)", line), line


def test_version(grader: Callable[..., Any]) -> None:
    """The version is one line."""
    assert re.fullmatch(r"grader, version \d+\.\d+\.\d+\n", grader("--version").out)


@pytest.mark.parametrize(
    "arguments", [["frobnicate"], ["grade"], ["grade", "x", "--out", "y", "--jobs", "0"], ["start"], []]
)
def test_wrong_usage(grader: Callable[..., Any], arguments: list[str]) -> None:
    """What cannot be understood ends with 2 and a usage line, and prints nothing else."""
    said = grader(*arguments)
    assert said.code == 2
    assert "Usage: grader" in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_error_in_one_line(grader: Callable[..., Any], tmp_path: Path) -> None:
    """An error of ours is one line on standard error, and what is in it cannot act on the terminal."""
    said = grader("exercises", "--course", tmp_path / "no\x1b[31m course")
    assert said.code == 2
    assert said.err.startswith("grader: ")
    assert said.err.count("\n") == 1
    assert "\x1b" not in said.err
    assert said.out == ""
