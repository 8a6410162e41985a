"""The straight line: discover → plan → run → record → report."""

import contextlib
import importlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from grader.catalog.course import Course, open_course, places_of_value
from grader.catalog.digest import grader_digest
from grader.catalog.keeping import Keeping
from grader.data.open import open_dataset
from grader.execution.briefing import Briefing
from grader.execution.twins import count_spared, each_alone, group_twins, run_groups
from grader.intake.enrol import enrol
from grader.intake.roster import read_roster
from grader.intake.tree import path_in_repository, read_tree
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms, plan
from grader.model.publication import Publication
from grader.model.result import JobResult
from grader.model.submission import Intake
from grader.registry import Registry
from grader.report.write import choose_reporters, report
from grader.sandbox.cuda import resolve_device
from grader.sandbox.strongest import AUTO, strongest
from grader.seams import Reporter
from grader.settings import Settings
from grader.store.open import open_gradebook
from grader.store.run import Run, RunBody


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked for.

    Attributes:
        source: the folder of submissions; out: where the gradebook and the report go.
        course: a course's folder, or None for the one that ships.
        roster: a CSV file that says who the students are, or None.
        slugs: only these exercises; empty means all.
        jobs: how many at once; device: `auto`, `cpu` or `cuda`; data: `mnist` or `digits`.
        seed: of every random draw; sandbox, executor: by name; an executor whose name is an address
            (`dask://HOST:PORT`) judges on other machines.
        gradebook: a PostgreSQL database's URL; empty means a file in `out`.
        shared: whether students who handed in the same program share one grading of it.
        student: where `source` is one student's tree, whose; else every folder in `source` is a student's.
        reports: by name, what is written besides what always is (or alone, without `always`), into
            `report_folder` if not `out`; publication: what students may see.
    """

    source: Path
    out: Path
    course: Path | None = None
    roster: Path | None = None
    slugs: tuple[str, ...] = ()
    jobs: int = 1
    device: Literal["auto", "cpu", "cuda"] = "auto"
    data: str = "mnist"
    seed: int = 0
    sandbox: str = "auto"
    executor: str = "local"
    shared: bool = True
    student: str = ""
    gradebook: str = ""
    reports: tuple[str, ...] = ()
    always: bool = True
    report_folder: Path | None = None
    publication: Publication = Publication()

    @property
    def elsewhere(self) -> bool:
        """Whether jobs are judged on other machines than this one."""
        return "://" in self.executor


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
    terms = _terms(order, watch)
    if any(exercise.trains for exercise in exercises) and not order.elsewhere:
        open_dataset(order.data, settings, notify=watch.say)
    planned = plan(exercises, intake.submissions, terms)
    with (
        open_gradebook(order.gradebook or order.out, create=True) as gradebook,
        contextlib.ExitStack() as started,
    ):
        jobs = plan(exercises, intake.submissions, terms, done=gradebook.finished())
        watch.begin(jobs, len(planned) - len(jobs))
        briefing = Briefing(
            terms=terms,
            exercises=tuple(exercises),
            secrets=places_of_value(course, settings, *_private(order)),
            machine=settings,
            jobs=order.jobs,
        )
        # Starting an executor takes seconds, and a run that only writes its report again needs none. One that
        # cannot work leaves the last run the last one.
        executor = registry.executor(order.executor, briefing, watch.say) if jobs else None
        if executor:
            started.callback(executor.close)
            # Its processes import torch for seconds; meanwhile this one imports what the report is made with.
            importlib.import_module("grader.report.frames")
            executor.prepare()
        body = RunBody(
            terms=terms,
            exercises=tuple(exercises),
            people=intake.people,
            publication=order.publication,
        )
        number = gradebook.begin(body, planned, intake.findings)
        stopped = False
        keeping = Keeping(jobs, gradebook.earlier)
        group = group_twins if order.shared else each_alone
        groups = group(jobs)
        if spared := count_spared(groups):
            which = "1 of them is" if spared == 1 else f"{spared} of them are each"
            watch.say(f"{which} the same program as another, and judged with it")
        try:
            while executor and groups:
                for observed in run_groups(
                    executor, groups, lambda jobs: map(keeping.with_kept, gradebook.claimed(jobs))
                ):
                    result = keeping.stamped(observed)
                    gradebook.record(result)
                    watch.finish(result)
                # Several graders may write to one gradebook; each leaves to the others what they are at.
                jobs = gradebook.left(jobs, watch.say)
                groups = group(jobs)
        except KeyboardInterrupt:
            stopped = True
        started.close()
        if keeping.kept:
            watch.say(f"{keeping.kept:,} checks were not run again: nothing that they depend on has changed")
        run = gradebook.run(number)
    return _report(run, order.report_folder or order.out, reporters, stopped=stopped)


def report_again(
    out: Path,
    registry: Registry,
    reports: Sequence[str] = (),
    publication: Publication | None = None,
    gradebook: str = "",
) -> Graded:
    """The report again, from the gradebook alone; other dates than the run's own, if they are given."""
    reporters = choose_reporters(registry.reporters(), reports)
    with open_gradebook(gradebook or out, create=False) as opened:
        run = opened.last_run()
    if publication is not None:
        run = run.at(publication, datetime.now(UTC))
    return _report(run, out, reporters)


def _report(run: Run, out: Path, reporters: Sequence[Reporter], *, stopped: bool = False) -> Graded:
    files = report(run, out, [one for one in reporters if one.always])
    asked_for = report(run, out, [one for one in reporters if not one.always])
    return Graded(run=run, files=tuple(files), asked_for=tuple(asked_for), stopped=stopped)


def _check_places(order: Order) -> None:
    source, out = order.source.resolve(), order.out.resolve()
    if not order.student and out.is_relative_to(source):
        raise UsageError(
            f"{order.out} lies in {order.source}, where every folder is a student's; "
            "choose an --out folder that is not among the submissions"
        )
    for folder in (order.out, order.report_folder or order.out):
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file; choose an --out folder for the gradebook and the report")


def _read(order: Order, course: Course, registry: Registry) -> Intake:
    if order.student:
        return read_tree(order.source, order.student, course.exercises, path_in_repository(order.source))
    # A roster that cannot be read is told of before thousands of files are.
    roster = read_roster(order.roster) if order.roster else None
    intake = registry.submissions(order.source, course.exercises)
    return enrol(intake, roster, course.exercises) if roster else intake


def _private(order: Order) -> list[Path]:
    return [order.source, order.out, *([order.roster] if order.roster else [])]


def _terms(order: Order, watch: Watch) -> Terms:
    device, sandbox = order.device, order.sandbox
    if order.elsewhere:
        # What this machine could do says nothing of those; one that cannot do what is asked is refused.
        device = "cpu" if device == "auto" else device
        sandbox = "full" if sandbox == AUTO else sandbox
        watch.say(f"judging elsewhere, in the sandbox `{sandbox}`, and training on {device}")
    else:
        device, sandbox = resolve_device(device), strongest(sandbox, watch.say)
    return Terms(data=order.data, device=device, sandbox=sandbox, seed=order.seed, grader=grader_digest())


def _chosen(course: Course, slugs: Sequence[str]) -> list[Exercise]:
    if not slugs:
        return list(course.exercises)
    named = {course.exercise(slug).slug for slug in slugs}
    return [exercise for exercise in course.exercises if exercise.slug in named]
