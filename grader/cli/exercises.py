"""`grader exercises`: what the course has."""

import math
from pathlib import Path

import click

from grader.catalog.course import open_course
from grader.cli.options import course_option
from grader.cli.registry import full_registry
from grader.cli.table import Column, show_table
from grader.judging.collect import collect


@click.command(short_help="What the course has: slug, title, points.")
@course_option
def exercises(course: Path | None) -> None:
    """List the exercises of a course: slug, title, number of checks, points."""
    opened = open_course(course, full_registry())
    rows = []
    for exercise in opened.exercises:
        checks = collect(exercise)
        points = math.fsum(check.points for check in checks)
        rows.append([exercise.slug, exercise.title, str(len(checks)), f"{points:g}"])
    columns = [
        Column("exercise"),
        Column("title"),
        Column("checks", right=True),
        Column("points", right=True),
    ]
    show_table(columns, rows)
