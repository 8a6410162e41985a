"""`grader check`: a student's own work against the public tests."""

from pathlib import Path

import click

from grader.catalog.course import Course, open_course
from grader.cli.options import course_option
from grader.cli.registry import full_registry
from grader.cli.summary import CHECKS_FAILED, NOT_GRADED
from grader.cli.table import Column, show_table
from grader.intake.read import read_source
from grader.judging.judge import judge
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.report.inert import visible

MOST_MESSAGE_LINES = 12


@click.command(short_help="Check your own work against an exercise's public tests.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--exercise", "slug", metavar="SLUG", help="Which exercise, if the file's name does not say.")
@course_option
def check(file: Path, slug: str | None, course: Path | None) -> int:
    """Run the public tests on FILE, your own work, such as mlp.py. Nothing is submitted or recorded.

    Your program runs in a process of its own, as you and without a wall: it is your own code on your machine.
    """
    registry = full_registry()
    exercise = _exercise_of(open_course(course, registry), file, slug)
    if not exercise.public_tests.is_file():
        raise UsageError(f"the exercise {exercise.slug!r} has no public tests")
    if not file.exists():
        raise UsageError(f"{file} does not exist; `grader start {exercise.slug}` makes a file to begin with")
    # A link of one's own is as good as the file; only in a folder of submissions it is not followed.
    source, problem = read_source(file.resolve())
    if problem:
        raise UsageError(problem)
    submission = Submission(student="you", slug=exercise.slug, filename=f"{exercise.slug}.py", source=source)
    job = Job(submission=submission, exercise=exercise.in_public(), terms=Terms(sandbox="none"))
    sandbox = registry.sandbox("none", [])
    try:
        result = judge(job, sandbox)
    finally:
        sandbox.close()
    return _show(result)


def _exercise_of(course: Course, file: Path, slug: str | None) -> Exercise:
    if slug:
        return course.exercise(slug)
    names = [exercise.slug for exercise in course.exercises]
    if file.stem not in names:
        raise UsageError(
            f"{file.name} does not say which exercise it is; name it after one ({', '.join(names)}), "
            "or add --exercise SLUG"
        )
    return course.exercise(file.stem)


def _show(result: JobResult) -> int:
    if result.note:
        click.echo(visible(result.note))
    show_table(
        [Column("outcome"), Column("check")],
        [[str(one.outcome), one.check.description.splitlines()[0]] for one in result.checks],
    )
    for one in result.checks:
        if one.message not in {"", result.note}:
            click.echo(f"\n{one.check.name}: {one.outcome}")
            lines = visible(one.message).splitlines()
            for line in lines[:MOST_MESSAGE_LINES]:
                click.echo(f"    {line}")
            if len(lines) > MOST_MESSAGE_LINES:
                click.echo(f"    … ({len(lines) - MOST_MESSAGE_LINES} lines more)")
    # The last warning is that there was no sandbox; here there never is one.
    for warning in result.warnings[:-1]:
        click.echo(f"\n{visible(warning)}", err=True)
    if result.feedback:
        click.echo(f"\n{visible(result.feedback)}")
    passed = sum(one.outcome is Outcome.PASSED for one in result.checks)
    click.echo(
        f"\n{passed} of {len(result.checks)} public checks passed; the hidden ones are more and stricter"
    )
    if not result.graded:
        return NOT_GRADED
    return 0 if passed == len(result.checks) else CHECKS_FAILED
