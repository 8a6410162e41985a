"""`grader report`: the report again."""

from pathlib import Path

import click

from grader.cli.options import due_option, gradebook_option, publication_of, published_option, report_option
from grader.cli.registry import full_registry
from grader.cli.summary import show_summary
from grader.pipeline import report_again


@click.command(short_help="The report again, from the gradebook alone.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@gradebook_option
@report_option
@due_option
@published_option
def report(folder: Path, gradebook: str, reports: tuple[str, ...], due: str | None, published: bool) -> int:
    """Write the report of the last run in DIR again, from DIR/gradebook.sqlite and nothing else.

    With --gradebook it is the last run in that database, whose report is written into DIR.

    With --due or --published these hold instead of what the run was started with.
    """
    publication = publication_of(due, published=published) if due or published else None
    return show_summary(report_again(folder, full_registry(), reports, publication, gradebook), folder)
