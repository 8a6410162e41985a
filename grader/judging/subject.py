"""The submission under examination: a worker for it, loaded as far as it lets itself be loaded."""

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from grader.judging.expect import show
from grader.judging.handle import Handle
from grader.judging.session import Deadline, Session
from grader.model.errors import (
    StudentCrashed,
    StudentFault,
    StudentOutOfMemory,
    StudentOutputLimit,
    StudentRaised,
    StudentTimedOut,
    StudentUnloadable,
)
from grader.model.limits import Limits
from grader.model.submission import Submission
from grader.seams import Worker

PRINTED_LIMIT = 4000
# How often the time to load a submission once may be spent in all, before no worker is started any more.
_LOADS = 3
# With these the file has no definitions to load, whatever its top level does.
_NO_PROGRAM = ("SyntaxError", "IndentationError", "TabError")
_PLACE = r"(?:cell \d+, )?line \d+"
_ADVICE = 'Put code that is to run, such as training, under `if __name__ == "__main__":`.'


class Subject:
    """Talks to the live worker of a submission; a worker that a check has ended is replaced for the next one.

    Attributes:
        note: what became of reading and loading the file, for the student; empty if it was simply imported.
        hopeless: the fault that every check gets, once not even the file's definitions could be loaded.
    """

    def __init__(
        self,
        submission: Submission,
        limits: Limits,
        start: Callable[[], AbstractContextManager[Worker]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.note = submission.note
        self._submission = submission
        self._limits = limits
        self._start = start
        self._clock = clock
        self._limit_s = limits.call_s
        self._opened = ExitStack()
        self._worker: Worker | None = None
        self._live: tuple[Session, Handle] | None = None
        self._definitions_only = False
        self.hopeless: StudentFault | None = None
        self._loading_s = 0.0
        self._printed = ""

    def begin(self, limit_s: float) -> None:
        """Begin a check: it has `limit_s` from now, and does not inherit a worker that has ended."""
        self._limit_s = limit_s
        if self._live is None:
            return
        if self._live[0].fault is not None:
            self.close()
        else:
            self._live[0].deadline = Deadline(limit_s, self._clock)

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
        only = " (only its definitions were loaded)" if self._definitions_only else ""
        raise AssertionError(f"{self._submission.filename} defines no `{name}`{only}")

    @property
    def printed(self) -> str:
        """What the student's code has printed in all its workers, cut at `PRINTED_LIMIT` characters."""
        now = self._printed + (self._worker.printed if self._worker else "")
        return now if len(now) <= PRINTED_LIMIT else now[:PRINTED_LIMIT] + "\n… (more was printed)"

    def close(self) -> None:
        """End the worker, if there is one."""
        self._printed = self.printed[: PRINTED_LIMIT + 1]
        self._worker = self._live = None
        self._opened.close()

    def _open(self) -> tuple[Session, Handle]:
        if self.hopeless is not None:
            raise self.hopeless.with_traceback(None)
        if self._live is None:
            self._live = self._load()
            # Loading has a limit of its own, so the check's time begins now.
            self._live[0].deadline = Deadline(self._limit_s, self._clock)
        return self._live

    def _load(self) -> tuple[Session, Handle]:
        if self._loading_s > _LOADS * self._limits.load_s:
            raise self._give_up(
                StudentTimedOut(
                    "importing it takes so long that it was not imported again after a check had ended it"
                )
            )
        if not self._definitions_only:
            try:
                return self._load_once()
            except StudentFault as fault:
                self.close()
                if isinstance(fault, StudentRaised) and fault.kind in _NO_PROGRAM:
                    raise self._give_up(fault) from fault
                self._definitions_only = True
                self.note = self._say(self._explain(fault))
        try:
            return self._load_once()
        except StudentFault as fault:
            self.close()
            raise self._give_up(fault) from fault

    def _load_once(self) -> tuple[Session, Handle]:
        self._worker = self._opened.enter_context(self._start())
        began = self._clock()
        session = Session(self._worker, Deadline(self._limits.load_s, self._clock))
        try:
            module, left_out = session.load(
                self._submission.filename,
                self._submission.source,
                cells=self._submission.cells,
                definitions_only=self._definitions_only,
            )
        finally:
            self._loading_s += self._clock() - began
        if left_out and left_out not in self.note:
            self.note = f"{self.note} {left_out}".lstrip()
        return session, module

    def _explain(self, fault: StudentFault) -> str:
        match fault:
            case StudentTimedOut():
                happened = f"ran longer than {self._limits.load_s:g} s"
            case StudentRaised(kind="SystemExit"):
                happened = "ended the program"
            case StudentRaised():
                happened = f"failed ({_one_line(fault)})"
            case StudentOutOfMemory():
                happened = "ran out of memory"
            case StudentOutputLimit():
                happened = "printed more than it may"
            case StudentCrashed():
                happened = "ended its process"
            case _:
                happened = f"did not answer as it must ({_one_line(fault)})"
        return (
            f"{self._submission.filename} {happened} when imported, so only its imports, functions, classes "
            f"and plain constants were loaded. {_ADVICE}"
        )

    def _say(self, line: str) -> str:
        return f"{self._submission.note}. {line}" if self._submission.note else line

    def _give_up(self, fault: StudentFault) -> StudentFault:
        line = self.note = self._say(f"{self._submission.filename} cannot be loaded: {_one_line(fault)}")
        self.hopeless = StudentUnloadable(line) if isinstance(fault, StudentRaised) else type(fault)(line)
        return self.hopeless


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


def _one_line(fault: StudentFault) -> str:
    said = " ".join(str(fault).split())
    if at := re.match(rf"(\w+): ({_PLACE}): (.*)", said):
        return f"{at[2]}: {at[1]}: {at[3]}"
    places = re.findall(rf"^{_PLACE}", getattr(fault, "trace", ""), re.MULTILINE)
    return f"{places[-1]}: {said}" if places else said
