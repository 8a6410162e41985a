"""`grader start`: begin an exercise."""

from pathlib import Path

import click

from grader.catalog.course import open_course
from grader.catalog.start import start as write_start
from grader.cli.options import course_option
from grader.cli.registry import full_registry


@click.command(short_help="Begin an exercise: its stub, or a notebook, and the public tests.")
@click.argument("slug")
@click.argument("folder", type=click.Path(path_type=Path), default=".", metavar="[DIR]")
@click.option("--notebook", is_flag=True, help="SLUG.ipynb, with the assignment in it, in place of SLUG.py.")
@course_option
def start(slug: str, folder: Path, notebook: bool, course: Path | None) -> None:
    """Write what the exercise SLUG starts from into DIR (default: here). Nothing is overwritten."""
    exercise = open_course(course, full_registry()).exercise(slug)
    written = write_start(exercise, folder, notebook=notebook)
    for path in written:
        click.echo(f"wrote {path}")
    click.echo(f"Fill in {written[0]}, then run: grader check {written[0]}")
