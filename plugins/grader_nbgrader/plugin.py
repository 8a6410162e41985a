"""`grader nbgrader`, and nbgrader's tree of submissions."""

from collections.abc import Sequence
from pathlib import Path

import click

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.submission import Intake


@hookimpl
def grader_submissions(source: Path, exercises: Sequence[Exercise]) -> Intake | None:
    """`submitted/<student>/<assignment>/<slug>.ipynb`."""
    from grader_nbgrader.tree import is_tree, read_tree  # noqa: PLC0415  (plugins are loaded by every command)

    return read_tree(source, exercises) if is_tree(source, exercises) else None


@hookimpl
def grader_commands() -> list[click.Command]:
    """`grader nbgrader`."""
    from grader_nbgrader.commands import nbgrader  # noqa: PLC0415  (as above)

    return [nbgrader]
