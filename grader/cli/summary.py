"""What a run came to, on the terminal."""

import math
from collections import Counter
from pathlib import Path

import click
import pandas as pd

from grader.cli.table import Column, show_table
from grader.model.outcome import Outcome
from grader.pipeline import Graded
from grader.report.frames import grades_frame
from grader.report.inert import visible
from grader.report.standing import standings

CHECKS_FAILED = 1
NOT_GRADED = 3


def show_summary(graded: Graded, out: Path) -> int:
    """Print the class, the outcomes, what needs the instructor, and what to open; returns the exit code."""
    _show_class(graded)
    run = graded.run
    counts = Counter(result.outcome for result in run.results)
    click.echo("outcomes: " + (", ".join(f"{n} {outcome}" for outcome, n in counts.most_common()) or "none"))
    for finding in run.findings:
        click.echo(f"note: {visible(finding.student) or 'the folder'}: {visible(finding.message)}")
    for result in run.results:
        if not result.graded:
            for warning in result.warnings:
                click.echo(
                    f"not graded: {visible(result.student)}, {result.slug}: {visible(warning)}", err=True
                )
    if run.terms.sandbox == "none":
        click.echo(
            "warning: graded without a sandbox; the students' programs could do whatever you may", err=True
        )
    done, planned = sum(result.graded for result in run.results), len(run.submissions)
    if graded.stopped:
        click.echo(f"stopped with {done} of {planned} graded; the same command goes on from here")
    for name in ("grades.csv", "scores.csv", "checks.csv"):
        click.echo(f"wrote {out / name}")
    click.echo(f"wrote {out / 'feedback'}: a page for each student")
    return exit_code(graded)


def exit_code(graded: Graded) -> int:
    """0 where everything passed, 1 where a check did not, 3 where something was not graded."""
    run = graded.run
    if graded.stopped or any(not standing.graded for standing in standings(run)):
        return NOT_GRADED
    return CHECKS_FAILED if any(result.outcome is not Outcome.PASSED for result in run.results) else 0


def _show_class(graded: Graded) -> None:
    frame = grades_frame(graded.run)
    columns = [Column(name, right=name != "student") for name in frame.columns]
    show_table(columns, [[_cell(value) for value in row] for row in frame.itertuples(index=False)])


def _cell(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
