"""`grader grade`: a class."""

from pathlib import Path
from typing import Literal

import click
import msgspec

from grader.cli.console import PatientConsole
from grader.cli.interrupt import first_interrupt_only
from grader.cli.options import (
    course_option,
    data_option,
    data_root_option,
    device_option,
    due_option,
    executor_option,
    exercise_option,
    gradebook_option,
    jobs_option,
    publication_of,
    published_option,
    report_option,
    roster_option,
    sandbox_option,
    seed_option,
    shared_option,
)
from grader.cli.progress import ProgressWatch
from grader.cli.registry import full_registry
from grader.execution.local import local_is_possible
from grader.execution.shape import jobs_at_once
from grader.pipeline import Order
from grader.pipeline import grade as grade_order
from grader.settings import Settings, located, read_settings


@click.command(short_help="Grade a class: a folder or a zip for each student.")
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Where the gradebook and the report go; the same DIR again resumes.",
)
@exercise_option
@jobs_option
@device_option
@data_option
@data_root_option
@seed_option
@sandbox_option
@roster_option
@executor_option
@gradebook_option
@shared_option
@report_option
@due_option
@published_option
@course_option
def grade(  # noqa: PLR0913, PLR0917  (one parameter for each option of the command)
    submissions: Path,
    out: Path,
    slugs: tuple[str, ...],
    jobs: int | None,
    device: Literal["auto", "cpu", "cuda"],
    data: str,
    data_root: Path | None,
    seed: int,
    sandbox: str,
    roster: Path | None,
    executor: str,
    gradebook: str,
    shared: bool,
    reports: tuple[str, ...],
    due: str | None,
    published: bool,
    course: Path | None,
) -> int:
    """Grade every student in SUBMISSIONS and write the report into DIR.

    SUBMISSIONS has a folder or a zip for each student, with files and notebooks in it: mlp.py, cnn.ipynb, or
    several exercises in one. It may be a zip with all of that in it. What Canvas, Moodle and Gradescope give
    to download, nbgrader's submitted/ and the checkouts of a GitHub classroom are read as they come.

    Each submission runs in a process of its own behind a wall; one that hangs, crashes or attacks costs no
    other anything. Results are recorded as they come: Ctrl-C keeps what is done, the same command goes on.

    \b
    DIR/grades.csv         a row per student: exercises, total, percent
    DIR/scores.csv         a row per student and exercise
    DIR/checks.csv         a row per check
    DIR/feedback/*.md      a page for each student
    DIR/gradebook.sqlite   everything observed; grader report DIR writes the rest from it again

    Exit codes: 0 all passed; 1 checks failed; 2 usage or course error; 3 something was not graded.
    """  # noqa: D301  (click wants the escape itself)
    order = Order(
        source=submissions,
        out=out,
        course=course,
        roster=roster,
        slugs=slugs,
        jobs=jobs or jobs_at_once(),
        device=device,
        data=data,
        seed=seed,
        sandbox=sandbox,
        executor=default_executor() if executor == "auto" else executor,
        gradebook=gradebook,
        shared=shared,
        reports=reports,
        publication=publication_of(due, published=published),
    )
    return run_order(order, settings_with(data_root))


def run_order(order: Order, settings: Settings) -> int:
    """Grade and show what came of it; returns the exit code."""
    with first_interrupt_only():
        with ProgressWatch(PatientConsole(), at_once=order.jobs) as watch:
            graded = grade_order(order, full_registry(), settings, watch)
        # It needs pandas, as the report does; the workers have been started before that is imported.
        from grader.cli.summary import show_summary  # noqa: PLC0415

        return show_summary(graded, order.out)


def settings_with(data_root: Path | None) -> Settings:
    """The environment's settings, with the data root that was named on the command line."""
    settings = read_settings()
    return msgspec.structs.replace(settings, data_root=located(data_root)) if data_root else settings


def default_executor() -> str:
    """`local` where processes can be forked warm, `inline` elsewhere."""
    return "local" if local_is_possible() else "inline"
