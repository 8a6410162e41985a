"""The executor called `inline`: one job after another, judged in this very process; works on every system."""

from collections.abc import Iterable, Iterator

from grader.data.dataset import Dataset
from grader.execution.briefing import Briefing
from grader.execution.unjudged import unjudged
from grader.judging.judge import judge
from grader.model.errors import SandboxUnavailable
from grader.model.job import Job
from grader.model.result import JobResult
from grader.seams import Sandbox


class InlineExecutor:
    """See `grader.seams.Executor`."""

    def __init__(self, briefing: Briefing, sandbox: Sandbox) -> None:
        self._briefing = briefing
        self._sandbox = sandbox

    def prepare(self) -> None:
        """Look for the data set; raises `DataError` where it is not there."""
        self._briefing.dataset()

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Judge each job when its result is asked for.

        Raises:
            DataError: the data set is not there.
            SandboxUnavailable: the wall cannot be built here.
        """
        dataset = self._briefing.dataset()
        for job in jobs:
            yield self._judge(job, dataset)

    def close(self) -> None:
        """End the sandbox."""
        self._sandbox.close()

    def _judge(self, job: Job, dataset: Dataset | None) -> JobResult:
        try:
            return judge(job, self._sandbox, dataset)
        except SandboxUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, it costs this job alone, and is told)
            return unjudged(job, f"{type(error).__name__}: {error}")
