"""`grader start`: begin an exercise."""

from pathlib import Path

import click

from grader.catalog.course import open_course
from grader.catalog.start import start as copy_start
from grader.cli.options import course_option
from grader.cli.registry import full_registry


@click.command(short_help="Begin an exercise: copy its stub, README and public tests.")
@click.argument("slug")
@click.argument("folder", type=click.Path(path_type=Path), default=".", metavar="[DIR]")
@course_option
def start(slug: str, folder: Path, course: Path | None) -> None:
    """Copy what the exercise SLUG starts from into DIR (default: here). Nothing is overwritten."""
    exercise = open_course(course, full_registry()).exercise(slug)
    copied = copy_start(exercise, folder)
    for path in copied:
        click.echo(f"wrote {path}")
    click.echo(f"Fill in {copied[0]}, then run: grader check {copied[0]}")
