"""`grader gradescope`: the autograder's zip, and what it runs on Gradescope."""

import secrets
import tempfile
from pathlib import Path

import click

from grader.catalog.course import open_course
from grader.cli.grade import default_executor, settings_with
from grader.cli.interrupt import first_interrupt_only
from grader.cli.options import course_option, data_option, data_root_option, sandbox_option
from grader.cli.registry import full_registry
from grader.judging.collect import collect
from grader.model.errors import UsageError
from grader.pipeline import Order
from grader.report.files import replacing
from grader.report.log import log_line, log_lines
from grader.report.standing import standings
from grader_gradescope.build import Recipe, build
from grader_gradescope.run import run_submission, why_ungraded

_SEEDS = 2**31
_NOT_GRADED = 3
_LONGEST_S = 2340


@click.group(short_help="Gradescope: the autograder's zip.")
def gradescope() -> None:
    """Make an autograder for Gradescope: build writes the zip that is uploaded."""


@gradescope.command("build", short_help="The zip to upload as an assignment's autograder.")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.zip")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option(
    "--wheel",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Put this wheel of the grader into the zip.  [default: this version, from the package index]",
)
@click.option(
    "--requirements",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What pip installs before the grader: torch without CUDA, libraries that students use.",
)
@click.option(
    "--time-limit",
    "limit_s",
    type=click.IntRange(30, _LONGEST_S),
    default=540,
    show_default=True,
    metavar="SECONDS",
    help="How long a submission may take; keep it a minute below the assignment's own limit.",
)
@click.option("--leaderboard", is_flag=True, help="Show the class accuracies, where they are not hidden.")
@data_option
@sandbox_option
@course_option
def build_zip(  # noqa: PLR0913, PLR0917  (one parameter for each option of the command)
    out: Path,
    slugs: tuple[str, ...],
    wheel: Path | None,
    requirements: Path | None,
    limit_s: int,
    leaderboard: bool,
    data: str,
    sandbox: str,
    course: Path | None,
) -> None:
    """Write the autograder of the exercises SLUG (default: all of the course) into OUT.zip.

    It holds setup.sh, run_autograder and the course's private bundle, hidden tests included: upload it to
    Gradescope and give it to nobody.
    """
    if out.is_dir():
        raise UsageError(f"{out} is a folder; name the zip to write, such as {out / 'autograder.zip'}")
    opened = open_course(course, full_registry())
    recipe = Recipe(
        slugs=slugs,
        wheel=wheel,
        requirements=requirements,
        options=["--data", data, "--sandbox", sandbox, *(["--leaderboard"] if leaderboard else [])],
        prepare=["--data", data],
        limit_s=limit_s,
    )
    content = build(opened, recipe)
    checks = [check for one in opened.exercises if not slugs or one.slug in slugs for check in collect(one)]
    with replacing(out) as temporary:
        temporary.write_bytes(content)
    worth = sum(check.points for check in checks)
    click.echo(f"wrote {out}: {len(checks)} checks worth {worth:g} points, {len(content) / 1024:.0f} KiB")
    click.echo("upload it to Gradescope as the assignment's autograder, and keep it from students")


@gradescope.command("run", short_help="What run_autograder runs on Gradescope.")
@click.argument("root", type=click.Path(path_type=Path), default="/autograder", metavar="[DIR]")
@click.option("--leaderboard", is_flag=True, help="Show the class accuracies, where they are not hidden.")
@data_option
@data_root_option
@sandbox_option
@course_option
def run_autograder(  # noqa: PLR0913, PLR0917  (likewise)
    root: Path, leaderboard: bool, data: str, data_root: Path | None, sandbox: str, course: Path | None
) -> int:
    """Grade DIR/submission and write DIR/results/results.json; DIR is /autograder on Gradescope.

    Exit codes: 0 graded; 2 usage or course error; 3 something was not graded.
    """
    with first_interrupt_only(), tempfile.TemporaryDirectory(prefix="grader-") as gradebook:
        order = Order(
            source=root,
            out=Path(gradebook),
            course=course,
            # A container has a share of the processors that it sees; several at once would time out.
            jobs=1,
            data=data,
            seed=secrets.randbelow(_SEEDS),
            sandbox=sandbox,
            executor=default_executor(),
        )
        run = run_submission(root, order, settings_with(data_root), leaderboard=leaderboard)
    for line in log_lines(run):
        click.echo(line)
    click.echo(f"seed: {run.terms.seed}")
    for reason in why_ungraded(run):
        click.echo(log_line(reason), err=True)
    if not all(one.graded for one in standings(run)):
        return _NOT_GRADED
    return 0
