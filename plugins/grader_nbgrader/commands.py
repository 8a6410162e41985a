"""`grader nbgrader source` and `grader nbgrader sync`."""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import click

from grader.catalog.course import open_course
from grader.cli.console import one_line
from grader.cli.options import course_option, data_option, due_option, publication_of, published_option
from grader.cli.registry import full_registry
from grader.cli.summary import NOT_GRADED
from grader.model.errors import UsageError
from grader.store.open import open_gradebook
from grader_nbgrader.write import write_course


@click.group(short_help="nbgrader: write its source, and put scores into its gradebook.")
def nbgrader() -> None:
    """Work with nbgrader.

    `grader grade submitted --out DIR` reads nbgrader's folder of submissions as it is.
    """


@nbgrader.command(short_help="Write an nbgrader course, its source notebooks and its config.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option(
    "--assignment",
    metavar="NAME",
    help="What nbgrader calls the assignment.  [default: the SLUG, if there is one; else exercises]",
)
@data_option
@course_option
def source(
    folder: Path, slugs: tuple[str, ...], assignment: str | None, data: str, course: Path | None
) -> None:
    """Write an assignment, a notebook for each SLUG (default: all), into nbgrader's course folder DIR.

    \b
    DIR/source/NAME/SLUG.ipynb   the text, the solution, the public tests, a test cell for each check
    DIR/nbgrader_config.py       has `nbgrader autograde` ask the grader; one that is there stays as it is

    No notebook has a hidden test in it. Nothing is overwritten.
    """  # noqa: D301  (click wants the escape itself)
    name = assignment or (slugs[0] if len(slugs) == 1 else "exercises")
    opened = open_course(course, full_registry())
    written = write_course(opened, folder, slugs, assignment=name, root=course, data=data)
    count = len(written.notebooks)
    click.echo(f"wrote {count} notebook{'' if count == 1 else 's'} into {written.notebooks[0].parent}")
    if written.missing_lines:
        click.echo(f"{written.config} is yours and was not changed; put these lines at its end:", err=True)
        click.echo(written.missing_lines)
    click.echo(f'next: cd {folder} && nbgrader generate_assignment "{name}"')


@nbgrader.command(short_help="Put results of `grader grade` into nbgrader's gradebook.")
@click.argument("gradebook", metavar="GRADEBOOK")
@click.option(
    "--results",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="What `grader grade --out DIR` wrote.",
)
@click.option("--assignment", default="", metavar="NAME", help="Where several have a notebook of one name.")
@due_option
@published_option
def sync(gradebook: str, results: Path, assignment: str, due: str | None, published: bool) -> int:
    """Write the scores and comments of the last run in --results into nbgrader's GRADEBOOK.

    GRADEBOOK is nbgrader's course folder, its gradebook.db, or an SQLAlchemy URL. Manual scores and comments
    stay as they are. All of it is written, or nothing; a second time changes nothing. What could not be
    graded is left for manual grading, never as a zero; the exit code is then 3.
    """
    if importlib.util.find_spec("nbgrader") is None:
        raise UsageError("nbgrader is not installed here; pip install 'grader[nbgrader]'")
    from grader_nbgrader.sync import sync as write  # noqa: PLC0415  (nbgrader's import takes two seconds)

    with open_gradebook(results, create=False) as ours:
        run = ours.last_run()
    if due or published:
        run = run.at(publication_of(due, published=published), datetime.now(UTC))
    synced = write(run, gradebook, assignment)
    for slug in synced.passed_over:
        click.echo(f"note: nbgrader has no notebook of {slug}; its results are not in its gradebook")
    for who in synced.ungraded:
        click.echo(one_line(f"not graded: {who}: left for manual grading"), err=True)
    click.echo(f"{synced.notebooks} notebooks, {synced.changed} changed")
    return NOT_GRADED if synced.ungraded else 0
