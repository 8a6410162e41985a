"""`grader package`: a course for machines that grade."""

from pathlib import Path

import click

from grader.catalog.course import open_course
from grader.catalog.package import package as make_package
from grader.cli.options import course_option
from grader.cli.registry import full_registry
from grader.judging.collect import collect
from grader.model.errors import UsageError
from grader.report.files import replacing


@click.command(short_help="The private bundle for CI: hidden tests, without solutions.")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.zip")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@course_option
def package(out: Path, slugs: tuple[str, ...], course: Path | None) -> None:
    """Write what grading needs of the course, or of the exercises SLUG, into OUT.zip.

    That is all of the exercises' folders but known-wrong submissions; no solutions. It is for the machine
    that grades (--course OUT.zip), and never for students: the hidden tests are in it. The same course gives
    the same bytes.
    """
    opened = open_course(course, full_registry())
    if out.absolute().is_relative_to((opened.root / "exercises").absolute()):
        raise UsageError(
            f"{out} lies among the exercises, where it would be packed itself; name another place"
        )
    if out.is_dir():
        raise UsageError(f"{out} is a folder; name the zip to write, such as {out / 'course.zip'}")
    content = make_package(opened, slugs)
    checks = {one.slug: len(collect(one)) for one in opened.exercises if not slugs or one.slug in slugs}
    with replacing(out) as temporary:
        temporary.write_bytes(content)
    size = f"{len(content) / 1024:.0f} KiB"
    click.echo(
        f"wrote {out}: {len(checks)} exercises, {sum(checks.values())} checks, {size}; "
        "the hidden tests are in it, so keep it from students"
    )
