"""Looking on while a run goes: a bar in a terminal, plain lines in a pipe."""

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from grader.model.job import Job
from grader.model.result import JobResult
from grader.report.inert import visible

# What training costs in comparison with an exercise that does not train, before any of either was seen.
_TRAINING_WEIGHT = 20.0


class ProgressWatch:
    """See `grader.pipeline.Watch`; use it in a `with` statement."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress: Progress | None = None
        self._clock = _TimeLeft()
        self._total = 0
        self._finished = 0

    def say(self, text: str) -> None:
        """Print a line."""
        self._console.print(visible(text), markup=False, highlight=False)

    def begin(self, jobs: Sequence[Job], done: int) -> None:
        """Say how much there is, and draw the bar."""
        self._total = len(jobs)
        self._clock.begin(jobs)
        if done:
            self.say(f"{done} of {done + len(jobs)} were graded before and are kept")
        if not jobs:
            self.say("nothing is left to grade")
        elif self._console.is_terminal:
            self._progress = Progress(
                TextColumn("grading"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[left]}"),
                console=self._console,
            )
            self._progress.add_task("grading", total=len(jobs), left="starting the workers")
            self._progress.start()
        else:
            self.say(f"grading {len(jobs)} submissions; the workers are starting")

    def finish(self, result: JobResult) -> None:
        """One line for the result, and the bar a step further."""
        self._finished += 1
        self._clock.finish(result)
        left = self._clock.left_text()
        score = result.score
        earned = f"{score.earned:g}/{score.possible:g}" if result.graded else "not graded"
        who = f"{visible(result.student)}  {result.slug}"
        line = f"{who}  {earned}  {result.outcome}  {result.duration_s:.1f} s"
        if self._progress:
            self._progress.console.print(line, markup=False, highlight=False)
            self._progress.update(self._progress.task_ids[0], advance=1, left=left)
        else:
            self.say(f"[{self._finished}/{self._total}] {line}{'  ' + left if left else ''}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress:
            self._progress.stop()


class _TimeLeft:
    """Time left, from what jobs of each exercise have cost so far."""

    def __init__(self) -> None:
        self._waiting: dict[str, int] = {}
        self._weights: dict[str, float] = {}
        self._spent: dict[str, list[float]] = {}
        self._began = 0.0

    def begin(self, jobs: Sequence[Job]) -> None:
        self._began = time.monotonic()
        for job in jobs:
            slug = job.exercise.slug
            self._waiting[slug] = self._waiting.get(slug, 0) + 1
            self._weights[slug] = _TRAINING_WEIGHT if job.exercise.trains else 1.0

    def finish(self, result: JobResult) -> None:
        self._waiting[result.slug] -= 1
        self._spent.setdefault(result.slug, []).append(result.duration_s)

    def left_text(self) -> str:
        spent = sum(sum(costs) for costs in self._spent.values())
        weighed = sum(len(costs) * self._weights[slug] for slug, costs in self._spent.items())
        if not any(self._waiting.values()) or spent <= 0 or weighed <= 0:
            return ""
        ahead = 0.0
        for slug, count in self._waiting.items():
            costs = self._spent.get(slug)
            each = sum(costs) / len(costs) if costs else self._weights[slug] * spent / weighed
            ahead += count * each
        # Elapsed over spent is how many jobs really ran at once, the start included.
        left_s = ahead * (time.monotonic() - self._began) / spent
        return f"about {left_s / 60:.0f} min left" if left_s >= 90 else f"about {left_s:.0f} s left"  # noqa: PLR2004
