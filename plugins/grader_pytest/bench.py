"""What hidden tests are judged on: the course they lie in, a sandbox, and one file for each exercise."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.catalog.course import Course, open_course, places_of_value
from grader.data.open import open_dataset
from grader.intake.choose import find_candidates
from grader.intake.read import read_bytes
from grader.intake.work import read_work
from grader.judging.judge import judge
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.registry import Registry
from grader.sandbox import plugin as sandboxes
from grader.sandbox.cuda import resolve_device
from grader.sandbox.strongest import strongest
from grader.settings import Settings, read_settings

if TYPE_CHECKING:
    from grader.seams import Sandbox

_SOMEBODY = "you"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for: a file instead of the solution, and the terms."""

    file: Path | None = None
    data: str = "digits"
    sandbox: str = "auto"
    seed: int = 0


class Bench:
    """One course's; its sandbox is started by the first exercise that is judged.

    Raises:
        GraderError: there is no course, or it is not as it must be.
    """

    def __init__(self, root: Path, order: Order) -> None:
        self._order = order
        self._settings: Settings = read_settings()
        self._registry = Registry([sandboxes])
        self._course: Course = open_course(root, self._registry)
        self._sandbox: Sandbox | None = None

    def exercise(self, slug: str) -> Exercise:
        """The exercise of that name."""
        return self._course.exercise(slug)

    def file(self, exercise: Exercise) -> Path:
        """What is judged."""
        return self._order.file or self._course.solution(exercise)

    def judge(self, exercise: Exercise) -> JobResult:
        """The result of the file in the exercise, as the judge finds it.

        Raises:
            GraderError: the file, the sandbox, the data or the tests are not as they must be.
        """
        order = self._order
        submission = self._submission(exercise)
        dataset = open_dataset(order.data, self._settings, notify=lambda _: None) if exercise.trains else None
        if self._sandbox is None:
            places = places_of_value(self._course, self._settings, *([order.file] if order.file else []))
            self._sandbox = self._registry.sandbox(strongest(order.sandbox), [Path(one) for one in places])
        terms = Terms(
            data=order.data, device=resolve_device("auto"), sandbox=self._sandbox.name, seed=order.seed
        )
        job = Job(submission=submission, exercise=exercise, terms=terms)
        return judge(job, self._sandbox, dataset)

    def close(self) -> None:
        """End the sandbox."""
        if self._sandbox is not None:
            self._sandbox.close()

    def _submission(self, exercise: Exercise) -> Submission:
        """The file's part for the exercise; all of it where it does not say which parts there are."""
        path = self.file(exercise)
        slugs = [one.slug for one in self._course.exercises]
        work = read_work(path.name, partial(read_bytes, path.resolve()), slugs)
        if work.problem:
            raise UsageError(f"{path}: {work.problem}")
        found = [one for one in find_candidates(work, self._course.exercises) if one.slug == exercise.slug]
        part = min(found, key=lambda one: one.claim).work if found else work
        if part.problem:
            raise UsageError(f"{path}: {part.problem}")
        return part.submission(_SOMEBODY, exercise.slug)
