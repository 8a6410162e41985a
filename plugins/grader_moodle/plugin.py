"""Moodle: submissions in, grades out."""

from collections.abc import Sequence
from pathlib import Path

import click

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.submission import Intake


@hookimpl
def grader_submissions(source: Path, exercises: Sequence[Exercise]) -> Intake | None:
    """A download of Moodle's, zipped or unpacked."""
    from grader_moodle.submissions import read_submissions  # noqa: PLC0415  (judges load this plugin, too)

    return read_submissions(source, exercises)


@hookimpl
def grader_commands() -> list[click.Command]:
    """`grader moodle`."""
    from grader_moodle.command import moodle  # noqa: PLC0415  (judges load this plugin too, and grade nobody's gradebook)

    return [moodle]
