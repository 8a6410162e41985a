"""`grader new`: begin to write an exercise."""

from pathlib import Path

import click

from grader.catalog.scaffold import scaffold


@click.command(short_help="Begin to write an exercise.")
@click.argument("slug")
@click.option(
    "--course",
    type=click.Path(path_type=Path),
    default=".",
    metavar="DIR",
    help="The course it belongs to; it is made if there is none. Default: the folder you are in.",
)
@click.option("--title", default="", metavar="TEXT", help="One line for people. Default: the slug in words.")
def new(slug: str, course: Path, title: str) -> None:
    """Write the files of a new exercise SLUG, with a TODO wherever something is to be written.

    They work as they are, on an example, so that each can be tried while it is being replaced.
    """
    for path in scaffold(course, slug, title):
        click.echo(f"wrote {path}")
    click.echo("Fill them in, in this order; then:")
    for command in ("build", f"verify {slug}"):
        click.echo(f"    grader {command} --course {course}")
