"""`--report gradescope`, `grader gradescope`, and Gradescope's export as submissions."""

from collections.abc import Sequence
from pathlib import Path

import click

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.submission import Intake
from grader.seams import Reporter
from grader_gradescope.export import find_export, read_export
from grader_gradescope.reporter import GradescopeReporter


@hookimpl
def grader_reporters() -> list[Reporter]:
    """`gradescope`."""
    return [GradescopeReporter()]


@hookimpl
def grader_submissions(source: Path, exercises: Sequence[Exercise]) -> Intake | None:
    """An export, as it was downloaded and unzipped."""
    folder = find_export(source)
    return None if folder is None else read_export(folder, exercises)


@hookimpl
def grader_commands() -> list[click.Command]:
    """`grader gradescope build`, and what the zip that it writes runs."""
    from grader_gradescope.commands import gradescope  # noqa: PLC0415  (commands import the whole pipeline)

    return [gradescope]
