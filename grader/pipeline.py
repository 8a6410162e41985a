"""The straight line: discover → plan → run → record → report."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from grader.catalog.course import Course, open_course, places_of_value
from grader.catalog.digest import grader_digest
from grader.data.open import open_dataset
from grader.execution.briefing import Briefing
from grader.execution.twins import Group, count_spared, each_alone, group_twins, run_groups
from grader.intake.tree import read_tree
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms, plan
from grader.model.publication import Publication
from grader.model.result import JobResult
from grader.model.submission import Intake
from grader.registry import Registry
from grader.report.write import choose_reporters, report
from grader.sandbox.cuda import resolve_device
from grader.sandbox.strongest import strongest
from grader.seams import Executor, Reporter
from grader.settings import Settings
from grader.store.open import open_gradebook
from grader.store.run import Run, RunBody


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked for.

    Attributes:
        source: the folder of submissions; out: where the gradebook and the report go.
        course: a course's folder, or None for the one that ships.
        slugs: only these exercises; empty means all.
        jobs: how many at once; device: `auto`, `cpu` or `cuda`; data: `mnist` or `digits`.
        seed: of every random draw; sandbox, executor: by name.
        shared: whether students who handed in the same program share one grading of it.
        student: where `source` is one student's tree, whose; else every folder in `source` is a student's.
        reports: by name, what is written besides what always is (or alone, without `always`), into
            `report_folder` if not `out`; publication: what students may see.
    """

    source: Path
    out: Path
    course: Path | None = None
    slugs: tuple[str, ...] = ()
    jobs: int = 1
    device: Literal["auto", "cpu", "cuda"] = "auto"
    data: str = "mnist"
    seed: int = 0
    sandbox: str = "auto"
    executor: str = "local"
    shared: bool = True
    student: str = ""
    reports: tuple[str, ...] = ()
    always: bool = True
    report_folder: Path | None = None
    publication: Publication = Publication()


class Watch(Protocol):
    """Whoever looks on while a run goes; decides nothing."""

    def say(self, text: str) -> None:
        """A line about what is going on."""

    def begin(self, jobs: Sequence[Job], done: int) -> None:
        """These jobs are to be run; `done` others were finished before."""

    def finish(self, result: JobResult) -> None:
        """One of them is recorded."""


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """What a run came to.

    Attributes:
        run: the gradebook's last run.
        files: what is always written; asked_for: what was asked for by name.
        stopped: whether it was stopped early.
    """

    run: Run
    files: tuple[Path, ...]
    asked_for: tuple[Path, ...] = ()
    stopped: bool = False


def grade(order: Order, registry: Registry, settings: Settings, watch: Watch) -> Graded:
    """Grade what is not graded yet, record each result as it comes, and write the report.

    Ctrl-C ends the running jobs and keeps what is recorded; grading again resumes.

    Raises:
        GraderError: nothing can be graded as things are, and what to do about it.
    """
    _check_places(order)
    reporters = choose_reporters(registry.reporters(), order.reports, always=order.always)
    course = open_course(order.course, registry)
    exercises = _chosen(course, order.slugs)
    intake = _read(order, course, registry)
    if any(exercise.trains for exercise in exercises):
        open_dataset(order.data, settings, notify=watch.say)
    terms = Terms(
        data=order.data,
        device=resolve_device(order.device),
        sandbox=strongest(order.sandbox, watch.say),
        seed=order.seed,
        grader=grader_digest(),
    )
    planned = plan(exercises, intake.submissions, terms)
    with open_gradebook(order.out, create=True) as gradebook, contextlib.ExitStack() as started:
        jobs = plan(exercises, intake.submissions, terms, done=gradebook.finished())
        watch.begin(jobs, len(planned) - len(jobs))
        briefing = Briefing(
            terms=terms,
            exercises=tuple(exercises),
            secrets=places_of_value(course, settings, order.source, order.out),
            machine=settings,
            jobs=order.jobs,
        )
        # Starting an executor takes seconds, and a run that only writes its report again needs none. One that
        # cannot work leaves the last run the last one.
        groups = group_twins(jobs) if order.shared else each_alone(jobs)
        if spared := count_spared(groups):
            watch.say(f"{spared} of them are the same program as another's, and share its result")
        results = _start(started, registry.executor(order.executor, briefing), groups) if jobs else ()
        body = RunBody(
            terms=terms,
            exercises=tuple(exercises),
            people=intake.people,
            publication=order.publication,
        )
        gradebook.begin(body, planned, intake.findings)
        stopped = False
        try:
            for result in results:
                gradebook.record(result)
                watch.finish(result)
        except KeyboardInterrupt:
            stopped = True
        started.close()
        run = gradebook.last_run()
    return _report(run, order.report_folder or order.out, reporters, stopped=stopped)


def report_again(
    out: Path,
    registry: Registry,
    reports: Sequence[str] = (),
    publication: Publication | None = None,
) -> Graded:
    """The report again, from the gradebook alone; other dates than the run's own, if they are given."""
    reporters = choose_reporters(registry.reporters(), reports)
    with open_gradebook(out, create=False) as gradebook:
        run = gradebook.last_run()
    if publication is not None:
        run = run.at(publication, datetime.now(UTC))
    return _report(run, out, reporters)


def _report(run: Run, out: Path, reporters: Sequence[Reporter], *, stopped: bool = False) -> Graded:
    files = report(run, out, [one for one in reporters if one.always])
    asked_for = report(run, out, [one for one in reporters if not one.always])
    return Graded(run=run, files=tuple(files), asked_for=tuple(asked_for), stopped=stopped)


def _check_places(order: Order) -> None:
    source, out = order.source.resolve(), order.out.resolve()
    if out.is_relative_to(source):
        raise UsageError(
            f"{order.out} lies in {order.source}, where every folder is a student's; "
            "choose an --out folder that is not among the submissions"
        )
    if out.exists() and not out.is_dir():
        raise UsageError(f"{order.out} is a file; choose an --out folder for the gradebook and the report")


def _read(order: Order, course: Course, registry: Registry) -> Intake:
    if order.student:
        # As a compiler does, files are called what they are called from where the command was given.
        plain = not order.source.is_absolute() and ".." not in order.source.parts
        called = order.source.as_posix() if plain else ""
        return read_tree(order.source, order.student, course.exercises, called)
    return registry.submissions(order.source, course.exercises)


def _chosen(course: Course, slugs: Sequence[str]) -> list[Exercise]:
    if not slugs:
        return list(course.exercises)
    named = {course.exercise(slug).slug for slug in slugs}
    return [exercise for exercise in course.exercises if exercise.slug in named]


def _start(started: contextlib.ExitStack, executor: Executor, groups: Sequence[Group]) -> Iterator[JobResult]:
    started.callback(executor.close)
    executor.prepare()
    return run_groups(executor, groups)
