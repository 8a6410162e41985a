"""The executor called `inline`: one job after another, judged in this very process; works on every system."""

from collections.abc import Iterable, Iterator

from grader.execution.briefing import Briefing
from grader.execution.unjudged import unjudged
from grader.judging.judge import judge
from grader.model.errors import GraderError, SandboxUnavailable
from grader.model.job import Job
from grader.model.result import JobResult
from grader.seams import Sandbox


class InlineExecutor:
    """See `grader.seams.Executor`."""

    def __init__(self, briefing: Briefing, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._dataset = briefing.dataset()

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Judge each job when its result is asked for."""
        for job in jobs:
            try:
                yield judge(job, self._sandbox, self._dataset)
            except SandboxUnavailable:
                raise
            except GraderError as error:
                yield unjudged(job, f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """End the sandbox."""
        self._sandbox.close()
