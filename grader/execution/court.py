"""The hearings of one run: those that have begun, and those that stand ready for when one of them ends."""

import selectors
import time
from collections.abc import Callable, Sequence

from grader.execution.docket import Docket
from grader.execution.hearing import Hearing
from grader.execution.share import Share
from grader.model.job import Job


class Court:
    """Keeps the slots full, and hearings ready beside them, so that no slot waits for a start.

    A job that trains on the GPU takes one of the slots, and one of the GPU's share. The others fill what is
    left: so neither the processors nor the GPU wait for what only the other can do.

    Args:
        docket: what is to be heard.
        hear: makes the hearing of a job, which gets ready at once, and begins when it is told to.
        slots: how many run at once.
        share: how many of them may train on the GPU; None where none does.
        ahead: how many stand ready beside the slots, of either kind; None for half as many as run.

    Attributes:
        running: the hearings that have begun and were not taken out by `ended`.
    """

    def __init__(
        self,
        docket: Docket,
        hear: Callable[[Job], Hearing],
        *,
        slots: int,
        share: Share | None = None,
        ahead: int | None = None,
    ) -> None:
        self._docket = docket
        self._hear = hear
        self._slots = slots
        self._share = share
        self._ahead = ahead
        self._ready: list[Hearing] = []
        self._selector = selectors.DefaultSelector()
        self._taken_out: list[Hearing] = []
        self.running: list[Hearing] = []

    def fill(self) -> None:
        """Begin what may begin, and get ready what comes next.

        Raises:
            JudgeError: no judge can be started any more.
        """
        self._replace_ended()
        self.begin_ready()
        while (job := self._next(self._may_begin)) is not None:
            self._begin(self._hear(job))
        while (job := self._next(self._may_get_ready)) is not None:
            self._ready.append(self._hear(job))
        if self._ready and not self.running:
            # What stood ready ended just now, and would be the last.
            self.fill()

    def begin_ready(self) -> None:
        """Begin those that stand ready, as far as there is room for them; raises nothing."""
        for hearing in sorted(self._ready, key=lambda one: not self._on_gpu(one.job)):
            if hearing.waits and self._may_begin(self._on_gpu(hearing.job)):
                self._ready.remove(hearing)
                self._begin(hearing)

    def ended(self) -> list[tuple[Hearing, bool]]:
        """Wait for hearings that have a verdict (True) or are overdue (False), and take them out.

        It may be none of them: then it is time to see whether more may begin.
        """
        wait_s = max(0.0, min(hearing.deadline for hearing in self.running) - time.monotonic())
        if self._share is not None:
            wait_s = min(wait_s, self._share.look(self._count_on_gpu(self.running)))
        heard = {key.fd for key, _ in self._selector.select(wait_s)}
        now = time.monotonic()
        found = [(hearing, hearing.fileno() in heard) for hearing in self.running]
        found = [(hearing, in_time) for hearing, in_time in found if in_time or hearing.deadline <= now]
        for hearing, _ in found:
            self._selector.unregister(hearing)
            self.running.remove(hearing)
        self._taken_out = [hearing for hearing, _ in found]
        return found

    def hear_again(self, job: Job) -> None:
        """Have a job heard before all others that wait."""
        self._docket.put_back(job)

    def close(self) -> None:
        """End them all, and those that were taken out last."""
        for hearing in (*self.running, *self._ready, *self._taken_out):
            hearing.close()
        self._selector.close()

    def _begin(self, hearing: Hearing) -> None:
        self._selector.register(hearing, selectors.EVENT_READ)
        self.running.append(hearing)
        hearing.begin()

    def _replace_ended(self) -> None:
        # A judge that ends while it waits is nobody's fault, and nothing of its job has been done.
        for hearing in [one for one in reversed(self._ready) if not one.waits]:
            self._ready.remove(hearing)
            hearing.close()
            self._docket.put_back(hearing.job)

    def _next(self, may: Callable[[bool], bool]) -> Job | None:
        if self._share is None:
            return self._docket.take(lambda _: True) if may(False) else None
        # What trains on the GPU comes first: nothing else can keep it busy.
        for on_gpu in (True, False):
            if may(on_gpu) and (job := self._docket.take(lambda one: self._on_gpu(one) is on_gpu)):  # noqa: B023
                return job
        return None

    def _may_begin(self, on_gpu: bool) -> bool:
        if len(self.running) >= self._slots:
            return False
        return not on_gpu or self._share is None or self._count_on_gpu(self.running) < self._share.now

    def _may_get_ready(self, on_gpu: bool) -> bool:
        most = self._ahead
        if most is None:
            most = -(-(self._share.now if on_gpu and self._share else self._slots) // 2)
        return sum(self._on_gpu(one.job) is on_gpu for one in self._ready) < most

    def _on_gpu(self, job: Job) -> bool:
        return self._share is not None and job.exercise.trains and job.terms.device == "cuda"

    def _count_on_gpu(self, hearings: Sequence[Hearing]) -> int:
        return sum(self._on_gpu(one.job) for one in hearings)
