"""Looking on while a run goes whose log the student reads: how far it is, and not what came of it."""

from collections.abc import Sequence

import click

from grader.model.job import Job
from grader.model.result import JobResult
from grader.report.log import log_line


class LogWatch:
    """See `grader.pipeline.Watch`; scores wait for the summary, which knows what may be shown."""

    def __init__(self) -> None:
        self._total = 0
        self._finished = 0

    def say(self, text: str) -> None:
        """Print a line."""
        click.echo(log_line(text))

    def begin(self, jobs: Sequence[Job], done: int) -> None:
        """Say how much there is."""
        self._total = len(jobs) + done
        absent = sum(bool(job.submission.problem) for job in jobs)
        without = f", {absent} of them without a file to run" if absent else ""
        self.say(f"{len(jobs)} to grade{without}; the workers are starting")

    def finish(self, result: JobResult) -> None:
        """Say that one more is done; how long it took would tell of the checks that are not shown."""
        self._finished += 1
        self.say(f"[{self._finished}/{self._total}] {result.slug}")
