"""How long a run will take from here, from what its jobs have cost so far."""

from collections.abc import Sequence

from grader.model.job import Job
from grader.model.result import JobResult

# What training costs in comparison with an exercise that does not train, before any of either was seen.
_TRAINING_WEIGHT = 20.0
_IN_MINUTES_FROM_S = 90.0


class TimeLeft:
    """Time left, exercise by exercise, where `at_once` jobs run at a time."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._waiting: dict[str, int] = {}
        self._weights: dict[str, float] = {}
        self._spent_s: dict[str, list[float]] = {}

    def begin(self, jobs: Sequence[Job]) -> None:
        """These jobs are to be run."""
        for job in jobs:
            slug = job.exercise.slug
            self._waiting[slug] = self._waiting.get(slug, 0) + 1
            self._weights[slug] = _TRAINING_WEIGHT if job.exercise.trains else 1.0

    def finish(self, result: JobResult) -> None:
        """One of them has ended."""
        self._waiting[result.slug] -= 1
        self._spent_s.setdefault(result.slug, []).append(result.duration_s)

    @property
    def text(self) -> str:
        """Such as `about 40 s left`; empty before anything is known, and when nothing is left."""
        count = sum(self._waiting.values())
        if not count or not self._spent_s:
            return ""
        left_s = self._ahead_s() / min(self._at_once, count)
        if left_s >= _IN_MINUTES_FROM_S:
            return f"about {left_s / 60:.0f} min left"
        return f"about {max(1.0, left_s):.0f} s left"

    def _ahead_s(self) -> float:
        weighed = sum(len(costs_s) * self._weights[slug] for slug, costs_s in self._spent_s.items())
        unit_s = sum(sum(costs_s) for costs_s in self._spent_s.values()) / weighed
        ahead_s = 0.0
        for slug, count in self._waiting.items():
            costs_s = self._spent_s.get(slug)
            each_s = sum(costs_s) / len(costs_s) if costs_s else self._weights[slug] * unit_s
            ahead_s += count * each_s
        return ahead_s
