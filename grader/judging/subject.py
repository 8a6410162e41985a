"""The submission under examination: who talks to its workers, and what hidden tests see of it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from grader.judging.expect import show
from grader.judging.handle import Handle
from grader.judging.loading import PRINTED_LIMIT, Loading
from grader.judging.session import Deadline, Session
from grader.model.errors import StudentFault, StudentJobOverdue, StudentRaised
from grader.model.limits import Limits, OwnLimits
from grader.model.submission import Submission
from grader.seams import Worker


class Subject:
    """Talks to the live worker of a submission.

    Checks share a worker; one that a check has ended is replaced for the next. A check with limits of its own
    has a worker to itself, which ends with it, while the shared one waits.

    Checks whose result students do not see come last, and share another worker. Before the first of them the
    others' worker has ended, and what students are told of it is final: a program that learns what such a
    check asks finds nobody left to tell. The job's time runs from here on.

    Args:
        submission: what is examined.
        limits: of the job and of the shared worker.
        start: starts a worker under limits.
        clock: in seconds.
    """

    def __init__(
        self,
        submission: Submission,
        limits: Limits,
        start: Callable[[Limits], AbstractContextManager[Worker]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._submission = submission
        self._limits = limits
        self._start = start
        self._clock = clock
        self._limit_s = limits.call_s
        self._job = Deadline(
            limits.job_s, clock, whose="the exercise, with all its checks,", kind=StudentJobOverdue
        )
        self._shared = Loading(submission, limits, start, self._job, clock)
        self._own: Loading | None = None
        # Checks ask for the same few names again and again.
        self._looked_up: tuple[Session | None, dict[str, Any]] = None, {}
        # Of workers that have ended, each for one check.
        self._own_note: str | None = None
        self._withheld = False
        # What students are told, once that is final.
        self._told_note: str | None = None
        # How much the shared worker had printed when the check began.
        self._heard = 0

    def begin(
        self,
        limit_s: float,
        own: OwnLimits = OwnLimits(),  # noqa: B008  (it is frozen)
        *,
        withheld: bool = False,
    ) -> None:
        """Begin a check: it has `limit_s` from now, and does not inherit a worker that has ended.

        With `withheld` its result is not for students to see, and no check after it is either.

        Raises:
            ValueError: students see this check, and a check before it was withheld from them.
        """
        self._limit_s = limit_s
        self._end_own()
        if withheld and not self._withheld:
            self._withhold()
        elif self._withheld and not withheld:
            raise ValueError("a check that students see cannot begin after one that is withheld from them")
        self._shared.begin(Deadline(limit_s, self._clock, within=self._job))
        self._heard = len(self._shared.printed)
        if own != OwnLimits():
            self._own = self._loading(self._limits.with_own(own))

    @property
    def spent(self) -> str:
        """What is said once the job's time is used up; empty before."""
        return self._job.said if self._job.remaining_s <= 0 else ""

    @property
    def note(self) -> str:
        """What became of reading and loading the file, for the student; empty if it was simply imported."""
        if self._told_note is not None:
            return self._told_note
        return self._shared.note if self._shared.tried else self._own_note or self._submission.note

    @property
    def hopeless(self) -> StudentFault | None:
        """The fault that every check gets, once not even the file's definitions could be loaded."""
        return self._shared.hopeless

    def module(self, name: str) -> Handle:
        """A module that the worker can import by itself, such as `torch.nn`."""
        return self._open()[0].module(name)

    def get(self, handle: Handle, name: str) -> Any:
        """As `Session.get`."""
        return self._open()[0].get(handle, name)

    def call(self, handle: Handle, /, *args: Any, **kwargs: Any) -> Any:
        """As `Session.call`."""
        return self._open()[0].call(handle, *args, **kwargs)

    def call_each(self, handle: Handle, cases: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """As `Session.call_each`."""
        return self._open()[0].call_each(handle, cases)

    def lookup(self, name: str) -> Any:
        """What the submission calls `name`, as each worker says it once.

        Raises:
            AssertionError: it defines no such name.
            StudentFault: the submission cannot be loaded, or its worker has ended.
        """
        session, module = self._open()
        if self._looked_up[0] is not session:
            self._looked_up = session, {}
        known = self._looked_up[1]
        try:
            if name not in known:
                known[name] = session.get(module, name)
            return known[name]
        except StudentRaised as fault:
            if fault.kind != "AttributeError":
                raise
        only = " (only its definitions were loaded)" if (self._own or self._shared).definitions_only else ""
        raise AssertionError(f"{self._submission.filename} defines no `{name}`{only}")

    @property
    def printed(self) -> str:
        """What the code has printed since the check began, but for what it did while it was imported.

        It is one character more than is kept, at most.
        """
        said = self._own.printed if self._own else self._shared.printed[self._heard :]
        return said.removeprefix((self._own or self._shared).imported)[: PRINTED_LIMIT + 1]

    @property
    def imported(self) -> str:
        """What it has printed while it was imported, if this check had it imported."""
        return (self._own or self._shared).imported[: PRINTED_LIMIT + 1]

    def close(self) -> None:
        """End the workers, if there are any."""
        self._end_own()
        self._shared.close()

    def _withhold(self) -> None:
        before = self._shared
        before.close()
        if before.tried or self._own_note is not None:
            self._told_note = self.note
        self._withheld = True
        self._shared = self._loading(self._limits)
        self._shared.hopeless = before.hopeless

    def _loading(self, limits: Limits) -> Loading:
        return Loading(
            self._submission,
            limits,
            self._start,
            self._job,
            self._clock,
            definitions_only=self._shared.definitions_only,
        )

    def _open(self) -> tuple[Session, Handle]:
        if self.hopeless is not None:
            raise self.hopeless.with_traceback(None)
        return (self._own or self._shared).open(self._limit_s)

    def _end_own(self) -> None:
        if self._own is not None:
            self._own.close()
            if self._own.tried:
                self._own_note = self._own.note
            self._own = None


class Proxy:
    """The submission's module as hidden tests see it: `submission.NeuralNet(784, 500, 10)`."""

    __slots__ = ("__subject__",)
    __subject__: Subject

    def __init__(self, subject: Subject) -> None:
        object.__setattr__(self, "__subject__", subject)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        found = self.__subject__.lookup(name)
        # Hidden tests ask for functions and classes; calling a plain value would be an error of theirs.
        if not isinstance(found, Handle):
            said = f"`{name}` should be a function or a class, and is {show(found)}"
            raise AssertionError(said)  # noqa: TRY004  (an AssertionError is what fails a check)
        return found

    def __setattr__(self, name: str, value: object) -> None:
        raise TypeError(f"{name!r} cannot be set: the submission's module is read-only here")

    def __repr__(self) -> str:
        return "<the submission>"
