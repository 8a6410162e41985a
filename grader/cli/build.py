"""`grader build`: stubs from solutions, pictures from what exercises say of them."""

from pathlib import Path

import click

from grader.catalog.course import open_course
from grader.catalog.pictures import build_pictures
from grader.catalog.stubs import build_stubs
from grader.cli.options import course_option
from grader.cli.registry import full_registry


@click.command(short_help="Stubs from solutions, and pictures.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a stub or a picture is out of date.")
@course_option
def build(check: bool, course: Path | None) -> int:
    """Write each exercise's stub.py from solutions/<slug>.py, and its <slug>.svg from exercise.py.

    What stands between `# BEGIN SOLUTION` and `# END SOLUTION` is left out of the stub. An exercise has a
    picture where its Exercise says which.
    """
    opened = open_course(course, full_registry())
    stubs = build_stubs(opened, check=check)
    pictures = build_pictures(opened, check=check)
    for paths, source in ((stubs, "its solution makes"), (pictures, "its exercise.py says")):
        for path in paths:
            click.echo(f"{path} {f'is not what {source}; run grader build' if check else 'written'}")
    if not stubs:
        click.echo("every stub is what its solution makes")
    if not pictures and any(exercise.picture for exercise in opened.exercises):
        click.echo("every picture is what its exercise.py says")
    return 1 if check and (stubs or pictures) else 0
