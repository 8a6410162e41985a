"""The executor behind `dask://`: hands jobs out to the workers of a cluster, and takes in their results."""

import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
from distributed import Future, as_completed

from grader.execution.briefing import Briefing
from grader.execution.unjudged import unjudged
from grader.model.job import Job
from grader.model.result import JobResult
from grader_dask.cluster import Cluster
from grader_dask.commission import Answer, commission_of, errand_of, pack, unpack
from grader_dask.muster import Muster
from grader_dask.tasks import GPU, dismiss, grade

PATIENCE_S = 600.0
_MOMENT_S = 0.1
_MOST_TRIES = 3


class _Sent(msgspec.Struct, frozen=True):
    job: Job
    gpu: bool
    to: frozenset[str]


class DaskExecutor:
    """See `grader.seams.Executor`.

    Args:
        address: the scheduler's, as dask writes it.
        briefing: what its workers must know of the run; where data sets are, they know themselves.
        notify: told which workers judge, which cannot and why, and which are gone.
        patience_s: how long to wait while there is no worker at all.
    """

    def __init__(
        self,
        address: str,
        briefing: Briefing,
        notify: Callable[[str], None],
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._briefing = briefing
        self._run = uuid.uuid4().hex
        packed = pack(commission_of(self._run, briefing))
        self._cluster = Cluster(address)
        self._muster = Muster(self._cluster, self._run, packed, notify, patience_s)
        self._inbox = as_completed(loop=self._cluster.client.loop, with_results=True, raise_errors=False)
        self._sent: dict[object, tuple[Future[bytes], _Sent]] = {}
        self._tries: dict[str, int] = {}
        self._count = 0
        self._waiting: dict[bool, deque[Job]] = {True: deque(), False: deque()}

    def prepare(self) -> None:
        """Block until a worker may judge.

        Raises:
            GraderError: none may, or none has come.
        """
        while True:
            self._muster.look()
            if self._muster.admitted:
                return
            self._muster.raise_if_hopeless(gpu=False, begun=False)
            self._wait()

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Keep every worker busy; yield each result as it comes.

        A lost worker's jobs are done elsewhere. What was yielded once is never yielded again.

        Raises:
            GraderError: what `prepare` raises, or the scheduler or all workers are gone.
        """
        self.prepare()
        source = iter(jobs)
        begun = False
        while (more := self._hand_out(source)) or self._sent or any(self._waiting.values()):
            for future, said in self._inbox.next_batch(block=False) or self._wait():
                result = self._take(future, said)
                if result is not None:
                    begun = True
                    yield result
            self._muster.look()
            self._send_elsewhere()
            # Whatever needs no GPU is done first.
            only_gpu = not (more or self._sent or self._waiting[False])
            self._muster.raise_if_hopeless(gpu=only_gpu and bool(self._waiting[True]), begun=begun)

    def close(self) -> None:
        """Take back what is not done, end the judges everywhere, and leave the cluster."""
        client, futures = self._cluster.client, [future for future, _ in self._sent.values()]
        self._sent.clear()

        def farewell() -> None:
            client.cancel(futures, force=True)
            client.run(dismiss, self._run, workers=self._muster.addresses, on_error="ignore")

        self._cluster.close(farewell)

    def _wait(self) -> list[tuple[Future[bytes], Any]]:
        """What comes within a moment."""
        with self._inbox.thread_condition:
            self._inbox.thread_condition.wait(_MOMENT_S)
        batch: list[tuple[Future[bytes], Any]] = self._inbox.next_batch(block=False)
        return batch

    def _hand_out(self, source: Iterator[Job]) -> bool:
        """Send jobs while a worker has room: for one more than it does at once. Are there more, perhaps?"""
        free = {gpu: self._room(gpu=gpu) for gpu in (True, False)}
        while True:
            kind = next((gpu for gpu in free if free[gpu] > 0 and self._waiting[gpu]), None)
            if kind is not None:
                free[kind] -= 1
                self._send(self._waiting[kind].popleft(), gpu=kind)
            # A job is drawn for somebody only; past one that must wait, it is one that needs a GPU.
            elif free[False] > 0 or (free[True] > 0 and not self._waiting[False]):
                job = next(source, None)
                if job is None:
                    return False
                self._waiting[self._needs_gpu(job)].append(job)
            else:
                return True

    def _room(self, *, gpu: bool) -> int:
        offers = [one.gpus if gpu else one.threads for one in self._muster.admitted.values()]
        there = sum(sent.gpu == gpu for _, sent in self._sent.values())
        return sum(offer + 1 for offer in offers if offer) - there

    def _send(self, job: Job, *, gpu: bool) -> None:
        able = [one for one in self._muster.admitted.values() if one.gpus or not gpu]
        self._count += 1
        future = self._cluster.client.submit(
            grade,
            self._run,
            pack(errand_of(job)),
            key=f"grader-{job.exercise.slug}-{self._run}-{self._count}",
            workers=[one.address for one in able],
            resources={GPU: 1} if gpu else None,
            priority=int(gpu),
        )
        self._sent[future.key] = future, _Sent(job, gpu, frozenset(one.id for one in able))
        self._inbox.add(future)

    def _take(self, future: Future[bytes], said: Any) -> JobResult | None:
        """The result that arrived, if it is one and nobody has it yet."""
        if future.key not in self._sent:
            return None
        _, sent = self._sent.pop(future.key)
        if future.status == "error":
            return unjudged(sent.job, f"the cluster could not do it: {said[1]}")
        if future.status != "finished":
            self._cluster.raise_if_gone()
            return self._again(sent, "the cluster forgot it")
        answer = unpack(said, Answer)
        if answer.result is None:
            self._muster.forget(answer.worker, answer.problem)
            return self._again(sent, answer.problem)
        if answer.result.key != sent.job.key:
            return unjudged(sent.job, "a worker answered for another job than it was sent")
        return answer.result

    def _again(self, sent: _Sent, reason: str) -> JobResult | None:
        tries = self._tries[sent.job.key] = self._tries.get(sent.job.key, 0) + 1
        if tries >= _MOST_TRIES:
            return unjudged(sent.job, f"it was sent {tries} times: {reason}")
        self._waiting[sent.gpu].append(sent.job)
        return None

    def _send_elsewhere(self) -> None:
        """Take back what was sent to none but workers that are gone; what others may do too, dask moves."""
        left = self._muster.admitted.keys()
        for key, (future, sent) in list(self._sent.items()):
            if sent.to.isdisjoint(left):
                del self._sent[key]
                future.cancel()
                self._waiting[sent.gpu].append(sent.job)

    def _needs_gpu(self, job: Job) -> bool:
        return job.exercise.trains and self._briefing.terms.device == "cuda"
