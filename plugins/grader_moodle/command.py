"""`grader moodle grades`: a file with grades and feedback for Moodle."""

from pathlib import Path

import click

from grader.cli.console import one_line
from grader.intake.sheet import read_sheet
from grader.model.errors import UsageError
from grader.report.points import only_exercise
from grader.store.open import open_gradebook
from grader_moodle.table import table
from grader_moodle.worksheet import fill


@click.group(short_help="Moodle: grades and feedback for an assignment.")
def moodle() -> None:
    """What Moodle needs besides `grader grade`, which reads its downloaded submissions as they come."""


@moodle.command("grades", short_help="Write grades and feedback for Moodle to import.")
@click.argument("results", type=click.Path(path_type=Path), metavar="RESULTS")
@click.argument("exported", type=click.Path(path_type=Path), metavar="[WORKSHEET.csv]", required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="IMPORT.csv",
    help="The file to import into Moodle.",
)
@click.option(
    "--grade",
    "what",
    metavar="SLUG",
    help="The exercise whose points are the grade, or total.  [default: the run's only exercise]",
)
@click.option(
    "--scale", is_flag=True, help="Scale points to the worksheet's Maximum Grade where they differ."
)
def write_grades(results: Path, exported: Path | None, out: Path, what: str | None, scale: bool) -> int:
    """Write the points of the last run in RESULTS, with feedback, for one assignment in Moodle.

    With the assignment's grading worksheet, a copy of it is filled: whoever is not graded keeps their grade,
    and a person's comment stays. Without one, a table for the gradebook's import is written, by the emails
    and ID numbers of the roster.
    """
    if exported and out.resolve() == exported.resolve():
        raise UsageError(f"{out} is the worksheet itself; choose another file for --out")
    with open_gradebook(results, create=False) as gradebook:
        run = gradebook.last_run()
    what = what or only_exercise(run, "--grade")
    made = fill(run, read_sheet(exported), what, scaled=scale) if exported else table(run, what)
    made.write(out)
    for line in made.told:
        click.echo(one_line(line))
    where = "the assignment, Upload grading worksheet" if exported else "Grades, Import, CSV file"
    click.echo(one_line(f"wrote {out}; import it in Moodle under {where}"))
    return 0
