"""`grader check`: a student's own work against the public tests."""

from pathlib import Path

import click

from grader.catalog.course import Course, open_course
from grader.cli.options import course_option
from grader.cli.registry import full_registry
from grader.cli.summary import CHECKS_FAILED, NOT_GRADED
from grader.cli.table import Column, show_table
from grader.intake.choose import Candidate, Claim, find_candidates
from grader.intake.notebook import NOTEBOOK_LIMIT_BYTES
from grader.intake.read import read_bytes
from grader.intake.work import Work, open_work
from grader.judging.judge import judge
from grader.model.errors import UsageError
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.report.inert import visible

MOST_MESSAGE_LINES = 12


@click.command(short_help="Check your own work against an exercise's public tests.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--exercise", "slug", metavar="SLUG", help="Which exercise, if the file does not say, or holds several."
)
@course_option
def check(file: Path, slug: str | None, course: Path | None) -> int:
    """Run the public tests on FILE, your own mlp.py or mlp.ipynb. Nothing is submitted or recorded.

    Your program runs in a process of its own, as you and without a wall: it is your own code on your machine.
    """
    registry = full_registry()
    opened = open_course(course, registry)
    if slug:
        opened.exercise(slug)
    if not file.exists():
        begin = slug or file.stem
        known = any(begin == exercise.slug for exercise in opened.exercises)
        way = f"`grader start {begin}` makes a file to begin with" if known else "name a file that does"
        raise UsageError(f"{file} does not exist; {way}")
    if file.is_dir():
        raise UsageError(f"{file} is a folder; name a file in it")
    candidate = _choose(_read(file, opened), opened, slug)
    exercise = opened.exercise(candidate.slug)
    if not exercise.public_tests.is_file():
        raise UsageError(f"the exercise {exercise.slug!r} has no public tests")
    submission = candidate.work.submission("you", exercise.slug)
    if submission.problem:
        raise UsageError(submission.problem)
    job = Job(submission=submission, exercise=exercise.in_public(), terms=Terms(sandbox="none"))
    sandbox = registry.sandbox("none", [])
    try:
        result = judge(job, sandbox)
    finally:
        sandbox.close()
    return _show(result)


def _read(file: Path, course: Course) -> Work:
    # A link of one's own is as good as the file; only in a folder of submissions it is not followed.
    content, problem = read_bytes(file.resolve(), NOTEBOOK_LIMIT_BYTES)
    if not problem:
        work = open_work(file.name, content, [exercise.slug for exercise in course.exercises])
        problem = work.problem
    if problem:
        raise UsageError(problem)
    return work


def _choose(work: Work, course: Course, slug: str | None) -> Candidate:
    """What of a file is for the exercise that is asked for, or else for the one that the file is for."""
    candidates = sorted(find_candidates(work, course.exercises), key=lambda one: one.claim)
    held = ", ".join(one.slug for one in candidates)
    if slug:
        found = [one for one in candidates if one.slug == slug]
        if not found and work.marks:
            raise UsageError(f"{work.name} has no part for {slug!r}; it has parts for {held}")
        return found[0] if found else Candidate(slug=slug, claim=Claim.DEFINES, work=work)
    if not candidates:
        names = ", ".join(exercise.slug for exercise in course.exercises)
        raise UsageError(
            f"{work.name} does not say which exercise it is; name it after one ({names}), "
            "or add --exercise SLUG"
        )
    if len(candidates) > 1 and candidates[0].claim >= Claim.MARKED:
        raise UsageError(f"{work.name} holds several exercises: {held}; add --exercise SLUG")
    return candidates[0]


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
