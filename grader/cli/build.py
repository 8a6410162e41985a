"""`grader build`: stubs from solutions."""

from pathlib import Path

import click

from grader.catalog.course import open_course
from grader.catalog.stubs import build_stubs
from grader.cli.options import course_option
from grader.cli.registry import full_registry


@click.command(short_help="Stubs from solutions.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a stub is not what its solution makes.")
@course_option
def build(check: bool, course: Path | None) -> int:
    """Write each exercise's stub.py from solutions/<slug>.py.

    What stands between `# BEGIN SOLUTION` and `# END SOLUTION` is left out of the stub.
    """
    changed = build_stubs(open_course(course, full_registry()), check=check)
    for path in changed:
        click.echo(f"{path} {'is not what its solution makes; run grader build' if check else 'written'}")
    if not changed:
        click.echo("every stub is what its solution makes")
    return 1 if check and changed else 0
