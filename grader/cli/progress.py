"""Looking on while a run goes: a bar in a terminal, plain lines in a pipe."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from grader.cli.console import one_line, print_line
from grader.cli.time_left import TimeLeft
from grader.model.job import Job
from grader.model.result import JobResult


class ProgressWatch:
    """See `grader.pipeline.Watch`; use it in a `with` statement. `at_once` jobs run at a time."""

    def __init__(self, console: Console, *, at_once: int = 1) -> None:
        self._console = console
        self._progress: Progress | None = None
        self._left = TimeLeft(at_once)
        self._total = 0
        self._finished = 0

    def say(self, text: str) -> None:
        """Print a line."""
        print_line(self._console, text)

    def begin(self, jobs: Sequence[Job], done: int) -> None:
        """Say how much there is, and draw the bar."""
        self._total = len(jobs)
        self._left.begin(jobs)
        if done:
            self.say(f"{done} of {done + len(jobs)} were graded before and are kept")
        if not jobs:
            self.say("nothing is left to grade")
        elif self._console.is_interactive:
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
            absent = sum(bool(job.submission.problem) for job in jobs)
            without = f", {absent} of them without a file to run" if absent else ""
            self.say(f"{len(jobs)} to grade{without}; the workers are starting")

    def finish(self, result: JobResult) -> None:
        """One line for the result, and the bar a step further."""
        self._finished += 1
        self._left.finish(result)
        line = _line(result)
        left = self._left.text
        if self._progress:
            self.say(line)
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


def _line(result: JobResult) -> str:
    score = result.score
    earned = f"{score.earned:.4g}/{score.possible:.4g}" if result.graded else "not graded"
    return f"{one_line(result.student)}  {result.slug}  {earned}  {result.outcome}  {result.duration_s:.1f} s"
