"""Where lines go."""

import io
import os
import sys
from pathlib import Path

import pytest
from rich.console import Console

from grader.cli.console import PatientConsole, one_line, print_line

NASTY = "J\udcfcrgen, \N{SNAIL} :smile: [red]x[/red] \x1b[31m" + "y" * 200


def test_line_is_printed_as_it_is() -> None:
    """A line is neither wrapped nor coloured, its markup and emoji codes stay, escapes are inert."""
    file = io.StringIO()
    print_line(Console(file=file, width=40, force_terminal=True), NASTY)
    (line,) = file.getvalue().splitlines()
    assert "\\xfcrgen, \N{SNAIL} :smile: [red]x[/red]" in line
    assert "\x1b" not in line
    assert "y" * 200 in line


def test_one_line() -> None:
    """A name with line breaks and tabs becomes one line."""
    assert one_line("ada\nlove\tlace\r\n") == "ada love lace"


def test_reader_that_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the reader of the pipe has gone, printing goes on into nothing."""
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8", buffering=1) as pipe:  # noqa: PTH123  (a descriptor has no path)
        monkeypatch.setattr(sys, "stdout", pipe)
        console = PatientConsole()
        for _ in range(3):
            print_line(console, "still here")
        print("and others", flush=True)  # noqa: T201  (standard output is what is tested)
        assert os.fstat(writing).st_rdev == Path(os.devnull).stat().st_rdev
