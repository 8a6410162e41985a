"""Which workers of a cluster may judge: each is asked once, and one that cannot is named."""

import importlib
import math
import time
from collections.abc import Callable
from typing import Any

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
        # Those that are to import what they will be asked with, and those that are asked.
        self._found: dict[str, tuple[Member, Future[Any]]] = {}
        self._asked: dict[str, tuple[Member, Future[Any]]] = {}
        self._refused: dict[str, str] = {}
        # What they answered: for as long as it is held here, their judges are kept there.
        self._answers: dict[str, Future[Any]] = {}
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
            del self._answers[gone]
        for gone in [one for one in self._refused if one not in present]:
            del self._refused[gone]
        for questions in (self._found, self._asked):
            for gone in [one for one in questions if one not in present]:
                questions.pop(gone)[1].cancel()
        for one in present.values():
            if not any(one.id in known for known in (self.admitted, self._found, self._asked, self._refused)):
                # A task that cannot be read ends a dask worker; this one can be read by any, also by one of
                # somebody else's that has no grader.
                self._found[one.id] = one, self._submit(one, importlib.import_module, admit.__module__)
        self._hear_all()

    def forget(self, identity: str, reason: str) -> None:
        """A worker can judge no more, for this reason; it will be asked again."""
        if identity in self.admitted:
            self._notify(f"{self.admitted.pop(identity).address}: {reason}; it is asked again")
            del self._answers[identity]

    def raise_if_hopeless(self, *, gpu: bool, begun: bool) -> None:
        """Raise where nobody may judge what is left, and nobody is to be expected.

        Args:
            gpu: whether what is left needs a GPU.
            begun: whether anything was judged before.

        Raises:
            GraderError: whoever is there cannot judge, and why; or nobody has come for too long.
        """
        if self._found or self._asked or any(one.gpus or not gpu for one in self.admitted.values()):
            self._alone_since = None
            return
        kind: type[GraderError] = JudgeError if begun else UsageError
        kept = "; what is recorded is kept, and the same command goes on" if begun else ""
        # One that judged before may be started again, as dask's nannies do.
        if self._refused and not self.admitted and not begun:
            reason = next(iter(self._refused.values()))
            raise UsageError(f"none of the {len(self._refused)} workers there can judge; the first: {reason}")
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

    def _hear_all(self) -> None:
        for member, future in [entry for entry in self._asked.values() if entry[1].done()]:
            del self._asked[member.id]
            self._hear(member, future)
        for member, future in [entry for entry in self._found.values() if entry[1].done()]:
            del self._found[member.id]
            if problem := _failure(future):
                self._refuse(member, problem)
            else:
                self._asked[member.id] = member, self._submit(member, admit, self._packed)

    def _submit(self, member: Member, function: Callable[[Any], Any], argument: object) -> Future[Any]:
        # Each question is a task of its own for dask, which would take two of one name for the same.
        self._count += 1
        return self._cluster.client.submit(
            function,
            argument,
            key=f"grader-ask-{self._run}-{self._count}",
            workers=[member.address],
            priority=_ASKED_FIRST,
        )

    def _hear(self, member: Member, future: Future[Any]) -> None:
        if problem := _failure(future) or _problem(future):
            self._refuse(member, problem)
            return
        self.admitted[member.id] = member
        self._answers[member.id] = future
        gpus = f" and {member.gpus} GPU" if member.gpus else ""
        threads = f"{member.threads} thread{'s' if member.threads > 1 else ''}"
        self._notify(f"{member.address} judges, with {threads}{gpus}")

    def _refuse(self, member: Member, problem: str) -> None:
        self._refused[member.id] = problem
        self._notify(f"{member.address} is refused: {problem}")


def _failure(future: Future[Any]) -> str:
    """Why there is no answer; empty where there is one."""
    if future.status == "finished":
        return ""
    error = future.exception() if future.status == "error" else None
    return f"it cannot be asked: {type(error).__name__}: {str(error).partition(chr(10))[0]}"


def _problem(future: Future[Any]) -> str:
    try:
        return unpack(future.result(), Answer).problem
    except ValueError as error:
        return f"it answers as no grader of this version does ({error})"
