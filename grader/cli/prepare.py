"""`grader prepare`: what an image is made ready with, once for all that is graded in it."""

from pathlib import Path

import click

from grader.catalog.course import open_course
from grader.cli.grade import settings_with
from grader.cli.options import course_option, data_option, data_root_option
from grader.cli.registry import full_registry
from grader.data.open import open_dataset
from grader.judging.collect import collect


@click.command(short_help="Look at a course and fetch its data, while an image is made.")
@data_option
@data_root_option
@course_option
def prepare(data: str, data_root: Path | None, course: Path | None) -> None:
    """Collect the course's hidden tests, and put the data set that it trains on into the cache.

    For images of autograders: what is wrong with the course is found out when the image is made, and no
    submission waits for a download. GRADER_CACHE says where the cache is; use the same when grading.
    """
    opened = open_course(course, full_registry())
    checks = sum(len(collect(one)) for one in opened.exercises)
    fetched = ""
    if any(one.trains for one in opened.exercises):
        open_dataset(data, settings_with(data_root), notify=click.echo)
        fetched = f", {data} in the cache"
    click.echo(f"ready: {len(opened.exercises)} exercises, {checks} checks{fetched}")
