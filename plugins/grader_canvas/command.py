"""`grader canvas merge`: grades into an exported gradebook."""

from pathlib import Path

import click

from grader.cli.console import one_line
from grader.intake.sheet import read_sheet
from grader.model.errors import UsageError
from grader.store.open import open_gradebook
from grader_canvas.gradebook import merge


@click.group(short_help="Canvas: grades into an exported gradebook.")
def canvas() -> None:
    """What Canvas needs besides `grader grade`, which reads its downloaded submissions as they come."""


@canvas.command("merge", short_help="Write grades into an exported gradebook.")
@click.argument("results", type=click.Path(path_type=Path), metavar="RESULTS")
@click.argument("exported", type=click.Path(path_type=Path), metavar="EXPORTED.csv")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="IMPORT.csv",
    help="The file to import into Canvas.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar='"NAME (ID)=SLUG"',
    help="An assignment, by its exact column with the id, and the exercise (or total) whose points go there; "
    "may be repeated.  [default: assignments called like an exercise]",
)
@click.option("--scale", is_flag=True, help="Scale points to Canvas's Points Possible where they differ.")
def merge_grades(results: Path, exported: Path, out: Path, columns: tuple[str, ...], scale: bool) -> int:
    """Write the points of the last run in RESULTS into a copy of EXPORTED.csv.

    Only existing columns are filled, so nothing new appears in Canvas; everything else stays byte for byte.
    Whoever is not graded, excused or not assigned keeps the cell they have, and so does whoever has a grade
    and handed in nothing; they are listed.
    """
    if out.resolve() == exported.resolve():
        raise UsageError(f"{out} is the export itself; choose another file for --out")
    with open_gradebook(results, create=False) as gradebook:
        run = gradebook.last_run()
    merged = merge(run, read_sheet(exported), dict(map(_split, columns)), scaled=scale)
    merged.write(out)
    for line in merged.told:
        click.echo(one_line(line))
    click.echo(one_line(f"wrote {out}; import it in Canvas under Grades, Import"))
    return 0


def _split(column: str) -> tuple[str, str]:
    header, equals, what = column.rpartition("=")
    if not equals or not header or not what:
        raise UsageError(
            f"--column {column!r} is not of the form 'NAME (ID)=SLUG', such as 'HW 1 (1234)=mlp'"
        )
    return header, what
