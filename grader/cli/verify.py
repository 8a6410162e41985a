"""`grader verify`: the gate before a release."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from grader.cli.console import PatientConsole, one_line, print_line
from grader.cli.grade import default_executor, settings_with
from grader.cli.interrupt import first_interrupt_only
from grader.cli.options import course_option, data_root_option, sandbox_option
from grader.cli.registry import full_registry
from grader.cli.table import Column, show_table
from grader.execution.shape import jobs_at_once
from grader.verify.claim import Claim
from grader.verify.verify import Order
from grader.verify.verify import verify as verify_order

BROKEN = 1
NOT_GRADED = 3
_TITLES = {"mutants": "mutants killed/survived/equivalent"}
_COURSE = "(the course)"


@click.command(short_help="Hold exercises, solutions and hidden tests to each other.")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option(
    "--seeds",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    metavar="N",
    help="With how many seeds the solution must earn everything.",
)
@click.option(
    "--mutants/--no-mutants",
    default=True,
    help="Whether mutants are made too; they need `pip install 'grader[verify]'`.  [default: yes]",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="How many at once.  [default: one per processor]"
)
@click.option(
    "--data",
    type=click.Choice(["mnist", "digits"]),
    default="digits",
    show_default=True,
    help="The data set to train on; digits (1,797 images, from scikit-learn) needs no download.",
)
@data_root_option
@sandbox_option
@course_option
def verify(  # noqa: PLR0913, PLR0917  (one parameter for each option of the command)
    slugs: tuple[str, ...],
    seeds: int,
    mutants: bool,
    jobs: int | None,
    data: str,
    data_root: Path | None,
    sandbox: str,
    course: Path | None,
) -> int:
    """Say whether exercises can be released: all of the course, or those named.

    The solution must earn everything and the stub nothing; each known-wrong submission must fail exactly what
    it names; public and hidden tests must agree; the same seed must come to the same; and every mutant, a
    solution with one small mistake put into it, must miss a check or be listed as equivalent.

    Exit codes: 0 all holds; 1 something does not; 2 usage or course error; 3 something could not be graded.
    """
    order = Order(
        course=course,
        slugs=slugs,
        seeds=seeds,
        mutants=mutants,
        jobs=jobs or jobs_at_once(),
        data=data,
        sandbox=sandbox,
        executor=default_executor(),
    )
    console = PatientConsole()
    claims: list[Claim] = []
    if not mutants:
        print_line(console, "mutants are left out (--no-mutants); nobody knows what the hidden tests miss")
    with (
        first_interrupt_only(),
        closing(
            verify_order(
                order, full_registry(), settings_with(data_root), lambda text: print_line(console, text)
            )
        ) as coming,
    ):
        for claim in coming:
            claims.append(claim)
            print_line(
                console, f"{claim.slug or _COURSE}  {claim.name}  {_cell(claim)}  {claim.duration_s:.1f} s"
            )
    console.print()
    _show_table(claims, console)
    _show_problems(claims, console)
    return _exit_code(claims)


def _show_table(claims: Sequence[Claim], console: PatientConsole) -> None:
    names = list(dict.fromkeys(claim.name for claim in claims if claim.slug))
    rows = []
    for slug in dict.fromkeys(claim.slug for claim in claims if claim.slug):
        own = {claim.name: claim for claim in claims if claim.slug == slug}
        cells = [_cell(own[name]) if name in own else "-" for name in names]
        rows.append([slug, *cells, f"{sum(claim.duration_s for claim in own.values()):.0f}"])
    columns = [
        Column("exercise"),
        *(Column(_TITLES.get(name, name)) for name in names),
        Column("seconds", right=True),
    ]
    show_table(columns, rows, console)


def _show_problems(claims: Sequence[Claim], console: PatientConsole) -> None:
    broken = [claim for claim in claims if not claim.holds]
    for claim in broken:
        print_line(console, f"\n{claim.slug or _COURSE}, {claim.name}:")
        for problem in claim.problems:
            print_line(console, "  - " + problem.replace("\n", "\n    "))
        if claim.remedy:
            print_line(console, f"  {claim.remedy}")
    count = sum(len(claim.problems) for claim in broken)
    print_line(console, f"\n{count} problem{'s' * (count > 1)}" if count else "\neverything holds")


def _cell(claim: Claim) -> str:
    return one_line(claim.said if claim.holds else f"NO: {claim.said}")


def _exit_code(claims: Sequence[Claim]) -> int:
    if any(claim.ungraded for claim in claims):
        return NOT_GRADED
    return 0 if all(claim.holds for claim in claims) else BROKEN
