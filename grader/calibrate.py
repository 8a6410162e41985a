"""Train solutions over many seeds, as real jobs behind the real wall, and keep how accurate they become."""

import contextlib
import hashlib
from pathlib import Path
from typing import Literal

import msgspec
import torch

from grader.catalog.calibrations import calibration_path, read_calibration, write_calibration
from grader.catalog.course import Course, open_course, places_of_value
from grader.catalog.digest import grader_digest
from grader.data.open import open_dataset
from grader.execution.briefing import Briefing
from grader.intake.read import read_source
from grader.model.calibration import Calibration
from grader.model.errors import CourseError, UsageError
from grader.model.exercise import Exercise, Lines
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.pipeline import Watch
from grader.registry import Registry
from grader.sandbox.cuda import resolve_device
from grader.sandbox.strongest import strongest
from grader.settings import Settings

# Full and margin together lie above every accuracy: each training goes to its last epoch, and there is one.
UNREACHABLE = Lines(full=1.0, partial=1.0, margin=1.0, attempts=1)


class CalibrationOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked for.

    Attributes:
        slugs: which exercises; empty means all that train on the data set.
        seeds: how many runs there are to be in all, with the seeds 0, 1, 2 and so on.
        course: as in `grader.pipeline.Order`, like all that follows.
    """

    slugs: tuple[str, ...] = ()
    seeds: int = 100
    course: Path | None = None
    jobs: int = 1
    device: Literal["auto", "cpu", "cuda"] = "auto"
    data: str = "mnist"
    sandbox: str = "auto"
    executor: str = "local"


class Calibrated(msgspec.Struct, frozen=True, kw_only=True):
    """What is on file now, and whether calibrating was stopped early."""

    calibrations: tuple[Calibration, ...]
    stopped: bool = False


def calibrate(order: CalibrationOrder, registry: Registry, settings: Settings, watch: Watch) -> Calibrated:
    """Train each solution with the seeds that are not on file yet, and file each accuracy as it comes.

    Ctrl-C ends the running jobs and keeps what is filed; calibrating again goes on. Runs of another solution,
    regimen or major version of torch are never mixed with new ones: their file is begun anew, aloud.

    Raises:
        GraderError: nothing can be calibrated as things are, or a solution gave no accuracy; and what to do.
    """
    course = open_course(order.course, registry)
    exercises = [_unreachable(exercise, order.data) for exercise in _chosen(course, order)]
    open_dataset(order.data, settings, notify=watch.say)
    device = resolve_device(order.device)
    terms = Terms(data=order.data, device=device, sandbox=strongest(order.sandbox), grader=grader_digest())
    filed = {exercise.slug: _filed(course, exercise, terms, watch) for exercise in exercises}
    jobs = [
        _job(course, exercise, msgspec.structs.replace(terms, seed=seed))
        for exercise in exercises
        for seed in range(order.seeds)
        if seed not in filed[exercise.slug].accuracies
    ]
    watch.begin(jobs, order.seeds * len(exercises) - len(jobs))
    briefing = Briefing(
        terms=terms,
        exercises=tuple(exercises),
        secrets=places_of_value(course, settings),
        machine=settings,
        jobs=order.jobs,
    )
    stopped = False
    with contextlib.ExitStack() as started:
        try:
            if jobs:
                executor = registry.executor(order.executor, briefing)
                started.callback(executor.close)
                executor.prepare()
                for result in executor.run(jobs):
                    run = {result.seed: _accuracy(result)}
                    filed[result.slug] = _file(course, filed[result.slug].with_runs(run))
                    watch.finish(result)
        except KeyboardInterrupt:
            stopped = True
    return Calibrated(calibrations=tuple(filed.values()), stopped=stopped)


def _chosen(course: Course, order: CalibrationOrder) -> list[Exercise]:
    named = [course.exercise(slug) for slug in order.slugs] or [
        exercise for exercise in course.exercises if order.data in exercise.regimens
    ]
    if not named:
        raise UsageError(f"no exercise of this course trains on {order.data}; there is nothing to calibrate")
    for exercise in named:
        if order.data not in exercise.regimens:
            known = ", ".join(sorted(exercise.regimens))
            raise UsageError(
                f"{exercise.slug} has no regimen for {order.data}, so nothing of it is trained on that; "
                + (f"--data takes {known} here" if known else "name an exercise that trains")
            )
    return [exercise for exercise in course.exercises if exercise in named]


def _unreachable(exercise: Exercise, data: str) -> Exercise:
    return msgspec.structs.replace(exercise, lines={data: UNREACHABLE})


def _job(course: Course, exercise: Exercise, terms: Terms) -> Job:
    source = _source(course, exercise)
    student = f"seed {terms.seed}"
    submission = Submission(
        student=student, slug=exercise.slug, filename=f"{exercise.slug}.py", source=source
    )
    return Job(submission=submission, exercise=exercise, terms=terms)


def _source(course: Course, exercise: Exercise) -> bytes:
    path = course.solution(exercise)
    source, problem = read_source(path)
    if problem:
        raise CourseError(f"{path.parent}: {problem}; it is the solution that is calibrated")
    return source


def _filed(course: Course, exercise: Exercise, terms: Terms, watch: Watch) -> Calibration:
    """The calibration on file, if new runs may be added to it; otherwise one without runs."""
    fresh = Calibration(
        exercise=exercise.slug,
        data=terms.data,
        device=terms.device,
        torch=(str(torch.__version__),),
        regimen=exercise.regimens[terms.data],
        solution=hashlib.sha256(_source(course, exercise)).hexdigest(),
    )
    path = calibration_path(course, fresh)
    begun = read_calibration(path)
    if begun is None:
        return fresh
    if differing := fresh.differing(begun):
        watch.say(
            f"{path} was made with another {differing}; its {len(begun.accuracies)} runs are begun anew"
        )
        return fresh
    return begun.with_runs({}, fresh.torch)


def _file(course: Course, calibration: Calibration) -> Calibration:
    """Write a calibration, together with the runs that another process may have filed meanwhile."""
    path = calibration_path(course, calibration)
    begun = read_calibration(path)
    if begun is not None and not calibration.differing(begun):
        calibration = begun.with_runs(calibration.accuracies, calibration.torch)
    write_calibration(path, calibration)
    return calibration


def _accuracy(result: JobResult) -> float:
    try:
        return result.measures["accuracy"]
    except KeyError:
        missed = next((one for one in result.checks if one.outcome is not Outcome.PASSED), None)
        said = f"{missed.check.name}: {missed.outcome}: {missed.message}" if missed else "no check says why"
        raise CourseError(
            f"the solution of {result.slug} gave no accuracy with seed {result.seed}: {said}; run the same "
            "command again to go on, or see what is wrong with the solution"
        ) from None
