"""`grader report`: the report again."""

from pathlib import Path

import click

from grader.cli.registry import full_registry
from grader.cli.summary import show_summary
from grader.pipeline import report_again


@click.command(short_help="The report again, from the gradebook alone.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def report(folder: Path) -> int:
    """Write the report of the last run in DIR again, from DIR/gradebook.sqlite and nothing else."""
    return show_summary(report_again(folder, full_registry()), folder)
