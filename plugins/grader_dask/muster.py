"""Which workers of a cluster may judge: each is asked once, and one that cannot is named."""

import math
import time
from collections.abc import Callable

from distributed import Future

from grader.model.errors import GraderError, JudgeError, UsageError
from grader_dask.cluster import Cluster, Member
from grader_dask.commission import Answer, unpack
from grader_dask.tasks import admit

_ASKED_FIRST = 100
_LOOK_S = 0.5


class Muster:
    """The workers that may judge a run, as they come and go.

    Args:
        cluster: where they are.
        run: the run's name; packed: its commission.
        notify: told who judges, who cannot and why, and who is gone.
        patience_s: how long to wait while there is nobody.

    Attributes:
        admitted: those that may judge, by id.
    """

    def __init__(
        self, cluster: Cluster, run: str, packed: bytes, notify: Callable[[str], None], patience_s: float
    ) -> None:
        self.admitted: dict[str, Member] = {}
        self._cluster = cluster
        self._run = run
        self._packed = packed
        self._notify = notify
        self._patience_s = patience_s
        self._asked: dict[str, tuple[Member, Future[bytes]]] = {}
        self._refused: dict[str, str] = {}
        self._count = 0
        self._alone_since: float | None = None
        self._looked = -math.inf

    @property
    def addresses(self) -> list[str]:
        """Where those are that may judge, or may soon."""
        return [one.address for one in (*self.admitted.values(), *(one for one, _ in self._asked.values()))]

    def look(self) -> None:
        """See who has come and who is gone, and hear those that were asked; twice a second at most.

        Raises:
            JudgeError: the scheduler is gone.
        """
        now = time.monotonic()
        if now - self._looked < _LOOK_S:
            return
        self._looked = now
        present = {one.id: one for one in self._cluster.members()}
        for gone in [one for one in self.admitted if one not in present]:
            self._notify(f"{self.admitted.pop(gone).address} is gone; what it was at is done elsewhere")
        for gone in [one for one in (*self._asked, *self._refused) if one not in present]:
            self._refused.pop(gone, None)
            if gone in self._asked:
                self._asked.pop(gone)[1].cancel()
        for one in present.values():
            if one.id not in self.admitted and one.id not in self._asked and one.id not in self._refused:
                self._asked[one.id] = one, self._ask(one)
        for member, future in [entry for entry in self._asked.values() if entry[1].done()]:
            del self._asked[member.id]
            self._hear(member, future)

    def forget(self, identity: str, reason: str) -> None:
        """A worker can judge no more, for this reason; it will be asked again."""
        if identity in self.admitted:
            self._notify(f"{self.admitted.pop(identity).address}: {reason}; it is asked again")

    def raise_if_hopeless(self, *, gpu: bool, begun: bool) -> None:
        """Raise where nobody may judge what is left, and nobody is to be expected.

        Args:
            gpu: whether what is left needs a GPU.
            begun: whether anything was judged before.

        Raises:
            GraderError: whoever is there cannot judge, and why; or nobody has come for too long.
        """
        if self._asked or any(one.gpus or not gpu for one in self.admitted.values()):
            self._alone_since = None
            return
        kind: type[GraderError] = JudgeError if begun else UsageError
        kept = "; what is recorded is kept, and the same command goes on" if begun else ""
        if self._refused and not self.admitted:
            reason = next(iter(self._refused.values()))
            raise kind(f"none of the {len(self._refused)} workers there can judge; the first: {reason}{kept}")
        what = "worker that offers a GPU" if self.admitted else "worker"
        options = " --resources GPU=1" if self.admitted else ""
        now = time.monotonic()
        if self._alone_since is None:
            self._alone_since = now
            self._notify(f"there is no {what} at {self._cluster.address}; waiting for one to come")
        elif now - self._alone_since > self._patience_s:
            raise kind(
                f"no {what} came to {self._cluster.address} within {self._patience_s:,.0f} s; start one with "
                f"`dask worker{options}`{kept}"
            )

    def _ask(self, member: Member) -> Future[bytes]:
        # Each question is a task of its own for dask, which would take two of one name for the same.
        self._count += 1
        return self._cluster.client.submit(
            admit,
            self._packed,
            key=f"grader-admit-{self._run}-{self._count}",
            workers=[member.address],
            priority=_ASKED_FIRST,
        )

    def _hear(self, member: Member, future: Future[bytes]) -> None:
        problem = _problem(future)
        if problem:
            self._refused[member.id] = problem
            self._notify(f"{member.address} is refused: {problem}")
            return
        self.admitted[member.id] = member
        gpus = f" and {member.gpus} GPU" if member.gpus else ""
        threads = f"{member.threads} thread{'s' if member.threads > 1 else ''}"
        self._notify(f"{member.address} judges, with {threads}{gpus}")


def _problem(future: Future[bytes]) -> str:
    if future.status != "finished":
        error = future.exception() if future.status == "error" else None
        return f"it could not be asked: {_in_a_line(error)}" if error else "it could not be asked"
    try:
        return unpack(future.result(), Answer).problem
    except ValueError as error:
        return f"it answers as no grader of this version does ({error})"


def _in_a_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
