"""Whole jobs on a device: a class, trainings that share it, starts hidden or not; a part of `gpu.py`."""

import statistics
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from measure import ratio

from grader.catalog.course import Course, places_of_value
from grader.execution.briefing import Briefing
from grader.execution.local import LocalExecutor
from grader.model.exercise import Exercise
from grader.model.job import Terms, plan
from grader.model.submission import Submission
from grader.sandbox.nvml import DeviceMemory, NvmlUnavailableError
from grader.settings import Settings

_LOOK_S = 0.1
_MINUTE_S = 60.0
# A class of 100 in five minutes.
AIM_S = 300.0


class Watch:
    """In a `with` statement: how long it took, and the share of that in which the device computed."""

    def __init__(self) -> None:
        self._seen: list[float] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.seconds = 0.0

    @property
    def busy(self) -> str:
        """For people."""
        return f"{statistics.mean(self._seen):.0%}" if self._seen else "unknown"

    def __enter__(self) -> Self:
        self._thread.start()
        self.seconds = -time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds += time.perf_counter()
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        try:
            devices = DeviceMemory()
        except NvmlUnavailableError:
            return
        while not self._ended.wait(_LOOK_S):
            if (busy := devices.busy()) is not None:
                self._seen.append(busy)


class Classroom:
    """Students whose work is right, in every exercise or in some.

    Args:
        course: with its solutions.
        settings: where data sets are.
        terms: what they are graded under.
        slots: how many jobs at once, if nothing else is said.
    """

    def __init__(self, course: Course, settings: Settings, terms: Terms, slots: int) -> None:
        self._course = course
        self._settings = settings
        self._terms = terms
        self._slots = slots

    def measure_starts(self, students: int) -> None:
        """One training after another, with workers started when they are needed and ahead of that."""
        exercises = [self._course.exercise("mlp")]
        seconds = []
        for ahead in (0, 1):
            watch = self._grade(exercises, students, ahead=ahead, trainings=1, slots=1)
            seconds.append(watch.seconds / students)
            said = "started ahead" if ahead else "started when needed"
            print(f"{'one mlp job, its worker ' + said:<58} {seconds[-1] * 1e3:9.0f} ms")
        ratio("worker started when needed / ahead", seconds[0] / seconds[1], "over 1")

    def measure_share(self, students: int, counts: Sequence[int]) -> None:
        """The same trainings with so many at once, and with as many as are found good."""
        exercises = [self._course.exercise(slug) for slug in ("mlp", "cnn")]
        first_s = 0.0
        for count in (*counts, None):
            slots = (
                self._slots
                if count is None
                else max(count, 1 if self._terms.device == "cpu" else self._slots)
            )
            watch = self._grade(exercises, students, trainings=count, slots=slots)
            first_s = first_s or watch.seconds
            jobs_a_minute = students * len(exercises) * _MINUTE_S / watch.seconds
            name = f"{count or 'as many as are found good'} at once"
            print(
                f"{'mlp and cnn, ' + name:<58} {jobs_a_minute:9.1f} jobs a minute, "
                f"{first_s / watch.seconds:.2f} × {counts[0]} at once, device busy {watch.busy}"
            )

    def measure_class(self, students: int) -> None:
        """A class with all exercises, as `grader grade` would have it."""
        watch = self._grade(list(self._course.exercises), students)
        jobs = students * len(self._course.exercises)
        print(f"{students} students, {jobs} jobs in {watch.seconds:.0f} s, device busy {watch.busy}")
        ratio("jobs a minute", jobs * _MINUTE_S / watch.seconds, f"{100 * 14 * _MINUTE_S / AIM_S:.0f}")
        if students != 100:  # noqa: PLR2004  (the class that the aim is about)
            print(f"{'at that rate a class of 100 takes':<58} {watch.seconds * 100 / students:9.0f} s")

    def _grade(
        self,
        exercises: Sequence[Exercise],
        students: int,
        *,
        slots: int = 0,
        ahead: int | None = None,
        trainings: int | None = None,
    ) -> Watch:
        work = {one.slug: self._course.solution(one).read_bytes() for one in exercises}
        submissions = [
            Submission(student=f"s{number}", slug=slug, filename=f"{slug}.py", source=source)
            for number in range(students)
            for slug, source in work.items()
        ]
        jobs = plan(exercises, submissions, self._terms)
        briefing = Briefing(
            terms=self._terms,
            exercises=tuple(exercises),
            secrets=places_of_value(self._course, self._settings),
            machine=self._settings,
            jobs=slots or self._slots,
        )
        executor = LocalExecutor(briefing, ahead=ahead, trainings=trainings)
        try:
            executor.prepare()
            with Watch() as watch:
                for result in executor.run(jobs):
                    if result.score.fraction < 1:
                        missed = [one.message for one in result.checks if one.earned < one.check.points]
                        print(f"right work without full marks: {result.slug}: {missed} {result.warnings}")
        finally:
            executor.close()
        return watch
