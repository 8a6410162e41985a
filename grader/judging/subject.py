"""The submission under examination: who talks to its workers, and what hidden tests see of it."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from grader.judging.expect import show
from grader.judging.handle import Handle
from grader.judging.loading import PRINTED_LIMIT, Loading
from grader.judging.session import Deadline, Session
from grader.model.errors import StudentFault, StudentRaised
from grader.model.limits import Limits, OwnLimits
from grader.model.submission import Submission
from grader.seams import Worker


class Subject:
    """Talks to the live worker of a submission.

    Checks share a worker; one that a check has ended is replaced for the next. Those whose result students do
    not see share another: what it was asked it could print, or say in an exception, in a check they do see.
    A check with limits of its own has a worker to itself, which ends with it, while the shared ones wait. The
    job's time runs from here on.

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
        self._job = Deadline(limits.job_s, clock, whose="the exercise, with all its checks,")
        self._withheld = False
        self._loadings = {
            withheld: Loading(submission, limits, start, self._job, clock) for withheld in (False, True)
        }
        self._own: Loading | None = None
        self._own_note = submission.note
        self._own_printed = {False: "", True: ""}

    def begin(
        self,
        limit_s: float,
        own: OwnLimits = OwnLimits(),  # noqa: B008  (it is frozen)
        *,
        withheld: bool = False,
    ) -> None:
        """Begin a check: it has `limit_s` from now, and does not inherit a worker that has ended.

        With `withheld` its result is not for students to see.
        """
        self._limit_s = limit_s
        self._end_own()
        self._withheld = withheld
        if not self._shared.tried:
            self._shared.definitions_only |= self._loadings[not withheld].definitions_only
        self._shared.begin(Deadline(limit_s, self._clock, within=self._job))
        if own != OwnLimits():
            limits, known = self._limits.with_own(own), self._shared.definitions_only
            self._own = Loading(
                self._submission, limits, self._start, self._job, self._clock, definitions_only=known
            )

    @property
    def spent(self) -> str:
        """What is said once the job's time is used up; empty before."""
        return self._job.said if self._job.remaining_s <= 0 else ""

    @property
    def note(self) -> str:
        """What became of reading and loading the file, for the student; empty if it was simply imported."""
        # Whoever loaded it first says most: the other begins with what is known by then.
        return max(
            (one.note for one in self._loadings.values() if one.tried), key=len, default=self._own_note
        )

    @property
    def hopeless(self) -> StudentFault | None:
        """The fault that every check gets, once not even the file's definitions could be loaded."""
        return self._loadings[False].hopeless or self._loadings[True].hopeless

    def module(self, name: str) -> Handle:
        """A module that the worker can import by itself, such as `torch.nn`."""
        return self._open()[0].module(name)

    def get(self, handle: Handle, name: str) -> Any:
        """As `Session.get`."""
        return self._open()[0].get(handle, name)

    def call(self, handle: Handle, /, *args: Any, **kwargs: Any) -> Any:
        """As `Session.call`."""
        return self._open()[0].call(handle, *args, **kwargs)

    def lookup(self, name: str) -> Any:
        """What the submission calls `name`.

        Raises:
            AssertionError: it defines no such name.
            StudentFault: the submission cannot be loaded, or its worker has ended.
        """
        session, module = self._open()
        try:
            return session.get(module, name)
        except StudentRaised as fault:
            if fault.kind != "AttributeError":
                raise
        only = " (only its definitions were loaded)" if (self._own or self._shared).definitions_only else ""
        raise AssertionError(f"{self._submission.filename} defines no `{name}`{only}")

    @property
    def printed(self) -> str:
        """What the code has printed in checks that students see, cut at `PRINTED_LIMIT` characters."""
        return self._printed(withheld=False)

    @property
    def printed_withheld(self) -> str:
        """The same of checks that they do not see."""
        return self._printed(withheld=True)

    def close(self) -> None:
        """End the workers, if there are any."""
        self._end_own()
        for loading in self._loadings.values():
            loading.close()

    @property
    def _shared(self) -> Loading:
        return self._loadings[self._withheld]

    def _printed(self, *, withheld: bool) -> str:
        own = self._own.printed if self._own and self._withheld is withheld else ""
        now = self._loadings[withheld].printed + self._own_printed[withheld] + own
        return now if len(now) <= PRINTED_LIMIT else now[:PRINTED_LIMIT] + "\n… (more was printed)"

    def _open(self) -> tuple[Session, Handle]:
        if self.hopeless is not None:
            raise self.hopeless.with_traceback(None)
        return (self._own or self._shared).open(self._limit_s)

    def _end_own(self) -> None:
        if self._own is not None:
            self._own.close()
            self._own_note = self._own.note
            printed = self._own_printed[self._withheld] + self._own.printed
            self._own_printed[self._withheld] = printed[: PRINTED_LIMIT + 1]
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
