"""`grader release`: what students get."""

import math
from pathlib import Path

import click

from grader.catalog.course import open_course
from grader.catalog.release import release as write_release
from grader.cli.options import course_option
from grader.cli.registry import full_registry
from grader.judging.collect import collect


@click.command(short_help="What students get: assignments, stubs, notebooks, public tests.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@course_option
def release(folder: Path, slugs: tuple[str, ...], course: Path | None) -> None:
    """Write what students get of the course, or of the exercises SLUG, into DIR, which is new or empty.

    That is, for each exercise: README, stub, notebook, public tests and pictures; and a list of them. If a
    hidden test, a solution or a marker could be read anywhere in it, nothing is written.
    """
    opened = open_course(course, full_registry())
    points = {
        one.slug: math.fsum(check.points for check in collect(one))
        for one in opened.exercises
        if not slugs or one.slug in slugs
    }
    written = write_release(opened, folder, slugs, points)
    # The first is the list of exercises.
    click.echo(f"wrote {len(written)} files for students; begin with {written[0]}")
