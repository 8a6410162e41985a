"""The gate: grade an exercise's own files, and hold what comes of it to what is demanded."""

import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import msgspec

from grader.catalog.course import Course, open_course, places_of_value
from grader.catalog.digest import grader_digest
from grader.data.open import open_dataset
from grader.execution.briefing import Briefing
from grader.model.exercise import Exercise
from grader.model.job import Terms
from grader.registry import Registry
from grader.sandbox.strongest import strongest
from grader.settings import Settings
from grader.verify.bench import Bench
from grader.verify.claim import Claim, missed
from grader.verify.correct import (
    public_tests_agree,
    runs_are_repeatable,
    solution_earns_everything,
    stub_earns_nothing,
)
from grader.verify.equivalent import read_equivalents
from grader.verify.evidence import gather
from grader.verify.handout import bundle_leaks_nothing, handout_is_there
from grader.verify.messages import messages_quote_nothing
from grader.verify.mutants import (
    Tried,
    grade_survivors_in_public,
    mutants_are_caught,
    try_mutants,
)
from grader.verify.mutate import demand_cosmic_ray
from grader.verify.wrong import mistakes_cost_what_they_name


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be verified.

    Attributes:
        course: a course's folder, or None for the one that ships.
        slugs: only these exercises; empty means all.
        seeds: how many the solution is graded with, from 0 on.
        mutants: whether mutants are made and graded too.
        jobs: how many at once; data: `mnist` or `digits`; sandbox, executor: by name.
    """

    course: Path | None = None
    slugs: tuple[str, ...] = ()
    seeds: int = 3
    mutants: bool = True
    jobs: int = 1
    data: str = "digits"
    sandbox: str = "auto"
    executor: str = "local"


def verify(
    order: Order, registry: Registry, settings: Settings, notify: Callable[[str], None]
) -> Generator[Claim, None, None]:
    """Every claim on the exercises, one exercise after the other, each as soon as it is decided.

    Args:
        order: what to verify.
        registry: where exercises and executors come from.
        settings: where data sets are.
        notify: told in one line before anything that takes long.

    Raises:
        GraderError: nothing can be verified as things are, and what to do about it.
    """
    if order.mutants:
        demand_cosmic_ray()
    course = open_course(order.course, registry)
    named = {course.exercise(slug).slug for slug in order.slugs}
    exercises = [one for one in course.exercises if not named or one.slug in named]
    if any(exercise.trains for exercise in exercises):
        open_dataset(order.data, settings, notify=notify)
    public = [exercise.in_public() for exercise in exercises if exercise.public_tests.is_file()]
    terms = Terms(data=order.data, device="cpu", sandbox=strongest(order.sandbox), grader=grader_digest())
    briefing = Briefing(
        terms=terms,
        # What is named here the judges collect once, before the first job.
        exercises=(*exercises, *public),
        secrets=places_of_value(course, settings),
        machine=settings,
        jobs=order.jobs,
    )
    executor = registry.executor(order.executor, briefing)
    try:
        executor.prepare()
        bench = Bench(executor, terms)
        for exercise in exercises:
            yield from _timed(_verify_exercise(course, exercise, bench, order))
    finally:
        executor.close()


def _verify_exercise(course: Course, exercise: Exercise, bench: Bench, order: Order) -> Iterator[Claim]:
    listed = read_equivalents(exercise)
    evidence = gather(course, exercise, bench, seeds=order.seeds)
    yield solution_earns_everything(evidence)
    yield stub_earns_nothing(evidence, course)
    yield mistakes_cost_what_they_name(evidence)
    yield runs_are_repeatable(evidence)
    yield handout_is_there(course, exercise)
    yield bundle_leaks_nothing(course, exercise)
    tried: list[Tried] = []
    if order.mutants:
        first = evidence.solution[0]
        if missed(first.result):
            yield Claim(slug=exercise.slug, name="mutants", said="not tried: the solution fails")
        else:
            path = course.solution(exercise)
            tried = try_mutants(exercise, path, first, bench)
            yield mutants_are_caught(exercise, path, tried, listed)
    unharmed = grade_survivors_in_public(exercise, tried, bench)
    yield public_tests_agree(evidence, unharmed)
    graded = [*evidence.everything(), *(one for _, one in tried), *unharmed]
    yield messages_quote_nothing(exercise, graded)


def _timed(claims: Iterator[Claim]) -> Iterator[Claim]:
    began = time.perf_counter()
    for claim in claims:
        yield msgspec.structs.replace(claim, duration_s=time.perf_counter() - began)
        began = time.perf_counter()
