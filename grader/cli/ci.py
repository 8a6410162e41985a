"""`grader ci`: one student's working tree, as a CI job or an autograder has it."""

import secrets
import tempfile
from pathlib import Path
from typing import Literal

import click

from grader.cli.grade import default_executor, settings_with
from grader.cli.interrupt import first_interrupt_only
from grader.cli.log_watch import LogWatch
from grader.cli.options import (
    course_option,
    data_option,
    data_root_option,
    device_option,
    due_option,
    exercise_option,
    jobs_option,
    publication_of,
    published_option,
    sandbox_option,
)
from grader.cli.registry import full_registry
from grader.cli.summary import CHECKS_FAILED, NOT_GRADED
from grader.execution.shape import jobs_at_once
from grader.model.outcome import Outcome
from grader.pipeline import Graded, Order
from grader.pipeline import grade as grade_order
from grader.report.log import log_line, log_lines
from grader.report.seen import seen
from grader.report.standing import standings
from grader.report.write import choose_reporters
from grader.seams import Spoken


@click.command(short_help="Grade one working tree: in CI, or in a platform's autograder.")
@click.argument("path", type=click.Path(path_type=Path), default=".", metavar="[PATH]")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME",
    help="Write this report, such as github, gitlab, junit or json; may be repeated. A name that does not "
    "exist lists those that do.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=".",
    show_default="here",
    metavar="DIR",
    help="Where the reports go.",
)
@click.option("--student", metavar="NAME", help="Whose work it is.  [default: the name of PATH's folder]")
@exercise_option
@click.option("--no-fail", is_flag=True, help="Exit with 0 where checks failed, too.")
@jobs_option
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    metavar="N",
    help="The seed of every random draw.  [default: another one each time: messages show what was drawn]",
)
@device_option
@data_option
@data_root_option
@sandbox_option
@due_option
@published_option
@course_option
def ci(  # noqa: PLR0913, PLR0917  (one parameter for each option of the command)
    path: Path,
    formats: tuple[str, ...],
    out: Path,
    student: str | None,
    slugs: tuple[str, ...],
    no_fail: bool,
    jobs: int | None,
    seed: int | None,
    device: Literal["auto", "cpu", "cuda"],
    data: str,
    data_root: Path | None,
    sandbox: str,
    due: str | None,
    published: bool,
    course: Path | None,
) -> int:
    """Grade the one student whose work lies in PATH (default: here), and say what came of it.

    The exercises' files may lie at the top of PATH or in folders below it. Only the reports that --format
    names are written; the gradebook is thrown away. What is printed holds what the student may see.

    Exit codes: 0 every check that is shown passed; 1 one did not; 2 usage or course error; 3 something was
    not graded. With --no-fail, 0 in place of 1.
    """
    with first_interrupt_only(), tempfile.TemporaryDirectory(prefix="grader-") as gradebook:
        order = Order(
            source=path,
            out=Path(gradebook),
            course=course,
            slugs=slugs,
            jobs=jobs or jobs_at_once(),
            device=device,
            data=data,
            seed=drawn_seed() if seed is None else seed,
            sandbox=sandbox,
            executor=default_executor(),
            student=student or path.resolve().name or "student",
            reports=formats,
            always=False,
            report_folder=out,
            publication=publication_of(due, published=published),
        )
        registry = full_registry()
        graded = grade_order(order, registry, settings_with(data_root), LogWatch())
    _show(graded)
    for reporter in choose_reporters(registry.reporters(), formats, always=False):
        if isinstance(reporter, Spoken):
            click.echo(reporter.spoken(graded.run).removesuffix("\n"))
    code = exit_code(graded)
    return 0 if no_fail and code == CHECKS_FAILED else code


def _show(graded: Graded) -> None:
    run = graded.run
    click.echo()
    for line in log_lines(run):
        click.echo(line)
    click.echo(f"seed: {run.terms.seed} (--seed draws the same again)")
    if run.terms.sandbox == "none":
        click.echo("warning: graded without a sandbox; the student's program could do whatever you may")
    if graded.stopped:
        click.echo("stopped before all was graded")
    for path in (*graded.files, *graded.asked_for):
        click.echo(log_line(f"wrote {path}"))


def drawn_seed() -> int:
    """A seed that nobody knows before: messages show what was drawn with it."""
    return secrets.randbelow(2**31)


def exit_code(graded: Graded) -> int:
    """As `grader.cli.summary.exit_code`, but by what is shown: a job's colour tells, too."""
    standing_in_all = standings(graded.run)
    if graded.stopped or not all(one.graded for one in standing_in_all):
        return NOT_GRADED
    passed = all(
        not one.submission.problem
        and all(check.outcome is Outcome.PASSED for check in seen(one, graded.run.shown).checks)
        for one in standing_in_all
    )
    return 0 if passed else CHECKS_FAILED
