"""What a run came to, on the terminal."""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import pandas as pd

from grader.cli.console import one_line
from grader.cli.table import Column, show_table
from grader.model.outcome import Outcome
from grader.pipeline import Graded
from grader.report.frames import grades_frame
from grader.report.standing import standings
from grader.report.summary import summary_frame

CHECKS_FAILED = 1
NOT_GRADED = 3
MOST_STUDENTS = 40
MOST_EXERCISES = 6  # side by side in a terminal of 80 columns
MOST_NOTES = 20
_LEFT = ("student", "exercise", "title")


def show_summary(graded: Graded, out: Path) -> int:
    """Print the class, the outcomes, what needs the instructor, and what to open; returns the exit code."""
    run = graded.run
    _show_class(graded)
    counts = Counter(result.outcome for result in run.results)
    click.echo("outcomes: " + (", ".join(f"{n} {outcome}" for outcome, n in counts.most_common()) or "none"))
    _show_notes([f"{one.student or 'the folder'}: {one.message}" for one in run.findings])
    for result in run.results:
        if not result.graded:
            for warning in result.warnings:
                click.echo(one_line(f"not graded: {result.student}, {result.slug}: {warning}"), err=True)
    if run.terms.sandbox == "none":
        click.echo(
            "warning: graded without a sandbox; the students' programs could do whatever you may", err=True
        )
    if graded.stopped:
        # Counted as the next run will count what it keeps; nothing handed in is a result as well.
        done = sum(result.graded for result in run.results)
        click.echo(
            f"stopped with {done} of {len(run.submissions)} graded; the same command goes on from here"
        )
    for name in ("grades.csv", "scores.csv", "checks.csv"):
        click.echo(f"wrote {out / name}")
    click.echo(f"wrote {out / 'feedback'}: a page for each student")
    for path in graded.asked_for:
        click.echo(one_line(f"wrote {path}"))
    return exit_code(graded)


def exit_code(graded: Graded) -> int:
    """0 where everything passed, 1 where a check did not, 3 where something was not graded."""
    run = graded.run
    if graded.stopped or any(not standing.graded for standing in standings(run)):
        return NOT_GRADED
    return CHECKS_FAILED if any(result.outcome is not Outcome.PASSED for result in run.results) else 0


def _show_class(graded: Graded) -> None:
    # A name is there for those who open the table; what a terminal has room for is who, and how much.
    students, exercises = grades_frame(graded.run).drop(columns="name"), summary_frame(graded.run)
    if len(students) > MOST_STUDENTS:
        click.echo(f"{len(students)} students; grades.csv has a row for each")
        _show_frame(exercises)
    elif len(exercises) > MOST_EXERCISES:
        _show_frame(students[["student", "total", "percent"]])
        click.echo(f"\n{len(exercises)} exercises; grades.csv has a column for each")
        _show_frame(exercises)
    else:
        _show_frame(students)


def _show_frame(frame: pd.DataFrame) -> None:
    columns = [Column(name.replace("_", " "), right=name not in _LEFT) for name in map(str, frame.columns)]
    show_table(columns, [[_cell(value) for value in row] for row in frame.itertuples(index=False)])


def _show_notes(notes: Sequence[str]) -> None:
    for note in notes[:MOST_NOTES]:
        click.echo(one_line(f"note: {note}"))
    if len(notes) > MOST_NOTES:
        click.echo(f"note: {len(notes) - MOST_NOTES} more; each stands in its student's feedback")


def _cell(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return "-"
    return f"{round(value, 2):g}" if isinstance(value, float) else str(value)
