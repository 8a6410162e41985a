"""Where lines go: a terminal, a pipe, or nowhere once nobody reads the pipe any more."""

import os
import sys

from rich.console import Console

from grader.report.inert import shorten, visible

_LONGEST_LINE = 1000


class PatientConsole(Console):
    """A console whose reader may leave (`| head`): the work goes on, and what it prints is for nobody."""

    def on_broken_pipe(self) -> None:
        """Send what else is printed, here or elsewhere, to the null device."""
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def print_line(console: Console, text: str) -> None:
    """Print a text, made inert, as it is: not wrapped, not coloured, its colons no emoji."""
    console.print(visible(text), markup=False, highlight=False, emoji=False, soft_wrap=True)


def one_line(text: str) -> str:
    """At most 1,000 characters of the text, made inert, without line breaks."""
    return shorten(" ".join(visible(text).split()), _LONGEST_LINE)
