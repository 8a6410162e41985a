"""Looking on while an assignment is graded, in nbgrader's log."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from grader.model.job import Job
from grader.model.result import JobResult
from grader.report.inert import visible

if TYPE_CHECKING:
    from logging import Logger, LoggerAdapter


class LogWatch:
    """See `grader.pipeline.Watch`."""

    def __init__(self, log: "Logger | LoggerAdapter[Any]") -> None:
        self._log = log

    def say(self, text: str) -> None:
        """A line."""
        self._log.info("grader: %s", visible(text))

    def begin(self, jobs: Sequence[Job], done: int) -> None:
        """How much there is to grade."""
        self._log.info("grader: %d to grade, %d graded before", len(jobs), done)

    def finish(self, result: JobResult) -> None:
        """One line for the result; a louder one where there is none."""
        who = f"{visible(result.student)}, {result.slug}"
        if not result.graded:
            why = "; ".join([*result.warnings, *(one.message for one in result.checks if one.message)][:1])
            self._log.error("grader: %s: not graded, the fault is not the student's: %s", who, visible(why))
        else:
            score = result.score
            self._log.info("grader: %s: %.4g of %.4g, %s", who, score.earned, score.possible, result.outcome)
