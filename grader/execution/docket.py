"""The jobs that are still to be heard."""

from collections import deque
from collections.abc import Callable, Iterable

from grader.model.job import Job


class Docket:
    """Jobs in the order in which they are to begin, from which the first of a kind is taken.

    A job that was drawn is claimed, where several graders share a gradebook; so no more than `look` of them
    are held back to find one that is wanted.

    Args:
        jobs: in order; drawn as they are needed.
        look: how many may be passed over.
    """

    def __init__(self, jobs: Iterable[Job], look: int) -> None:
        self._jobs = iter(jobs)
        self._look = look
        self._held: deque[Job] = deque()

    def take(self, wanted: Callable[[Job], bool]) -> Job | None:
        """The first job that is wanted; None where there is none, or too many stand before it."""
        for job in self._held:
            if wanted(job):
                self._held.remove(job)
                return job
        while len(self._held) < self._look:
            drawn = next(self._jobs, None)
            if drawn is None or wanted(drawn):
                return drawn
            self._held.append(drawn)
        return None

    def put_back(self, job: Job) -> None:
        """Have it taken again before all others."""
        self._held.appendleft(job)
