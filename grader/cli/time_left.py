"""How long a run will take from here, from what its jobs have cost so far."""

import math
import time
from collections.abc import Callable, Sequence

from grader.model.job import Job
from grader.model.result import JobResult

# What training costs in comparison with an exercise that does not train, before any of either was seen.
_TRAINING_WEIGHT = 20.0
_IN_MINUTES_FROM_S = 90.0


class TimeLeft:
    """Time left, exercise by exercise, where `at_once` jobs run at a time.

    How many train on a GPU at a time is seen from how many have.
    """

    def __init__(self, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once
        self._clock = clock
        # Nothing of these is run, so they cost nothing and tell nothing of what others cost.
        self._not_run: set[str] = set()
        self._on_gpu: set[str] = set()
        self._gpu_since = math.inf
        self._waiting: dict[str, int] = {}
        self._weights: dict[str, float] = {}
        self._spent_s: dict[str, list[float]] = {}

    def begin(self, jobs: Sequence[Job]) -> None:
        """These jobs are to be run."""
        for job in jobs:
            if job.submission.problem:
                self._not_run.add(job.key)
                continue
            slug = job.exercise.slug
            self._waiting[slug] = self._waiting.get(slug, 0) + 1
            self._weights[slug] = _TRAINING_WEIGHT if job.exercise.trains else 1.0
            if job.exercise.trains and job.terms.device == "cuda":
                self._on_gpu.add(slug)

    def finish(self, result: JobResult) -> None:
        """One of them has ended."""
        if result.key in self._not_run:
            return
        self._waiting[result.slug] -= 1
        self._spent_s.setdefault(result.slug, []).append(result.duration_s)
        if result.slug in self._on_gpu:
            self._gpu_since = min(self._gpu_since, self._clock() - result.duration_s)

    @property
    def text(self) -> str:
        """Such as `about 40 s left`; empty before anything is known, and when nothing is left."""
        count = sum(self._waiting.values())
        if not count or not self._spent_s:
            return ""
        ahead_s = self._ahead_s()
        left_s = sum(ahead_s.values()) / min(self._at_once, count)
        if self._gpu_since < math.inf:
            left_s = max(left_s, sum(ahead_s[slug] for slug in self._on_gpu) / self._gpu_at_once())
        if left_s >= _IN_MINUTES_FROM_S:
            return f"about {left_s / 60:.0f} min left"
        return f"about {max(1.0, left_s):.0f} s left"

    def _gpu_at_once(self) -> float:
        spent_s = sum(sum(self._spent_s.get(slug, ())) for slug in self._on_gpu)
        passed_s = self._clock() - self._gpu_since
        return max(1.0, spent_s / passed_s) if passed_s > 0 else 1.0

    def _ahead_s(self) -> dict[str, float]:
        weighed = sum(len(costs_s) * self._weights[slug] for slug, costs_s in self._spent_s.items())
        unit_s = sum(sum(costs_s) for costs_s in self._spent_s.values()) / weighed
        ahead_s: dict[str, float] = {}
        for slug, count in self._waiting.items():
            costs_s = self._spent_s.get(slug)
            each_s = sum(costs_s) / len(costs_s) if costs_s else self._weights[slug] * unit_s
            ahead_s[slug] = count * each_s
        return ahead_s
