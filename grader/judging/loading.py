"""A submission in a worker: loaded whole, or its definitions alone; a worker that has ended is replaced."""

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from grader.judging.handle import Handle
from grader.judging.session import Deadline, Session
from grader.model.errors import (
    StudentCpuLimit,
    StudentCrashed,
    StudentFault,
    StudentFileSizeLimit,
    StudentNoScratch,
    StudentOpenFilesLimit,
    StudentOutOfMemory,
    StudentOutputLimit,
    StudentOverdue,
    StudentRaised,
    StudentScratchLimit,
    StudentThreadLimit,
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
_HAPPENED = {
    StudentCpuLimit: "used up its processor time",
    StudentOutOfMemory: "ran out of memory",
    StudentThreadLimit: "wanted more threads than it may have",
    StudentOpenFilesLimit: "opened more files than it may",
    StudentNoScratch: "wrote a file, where none can be written,",
    StudentScratchLimit: "filled its scratch folder",
    StudentFileSizeLimit: "made a larger file than it may",
    StudentOutputLimit: "printed more than it may",
    StudentCrashed: "ended its process",
}
_ADVICE = 'Put code that is to run, such as training, under `if __name__ == "__main__":`.'


class Loading:
    """One worker at a time, under one set of limits.

    Args:
        submission: what is loaded.
        limits: of each worker.
        start: starts a worker under these limits.
        job: the deadline that nothing outlasts.
        clock: in seconds.
        definitions_only: whether it is known by now that its definitions alone can be loaded.

    Attributes:
        tried: whether it was tried at all.
        definitions_only: whether its definitions alone can be loaded, as far as is known.
        note: what became of reading and loading the file, for the student; empty if it was simply imported.
        hopeless: the fault that every check gets, once not even the file's definitions could be loaded.
        imported: what the code printed while it was loaded in this check, if it was.
    """

    def __init__(  # noqa: PLR0913  (what a worker is loaded with)
        self,
        submission: Submission,
        limits: Limits,
        start: Callable[[Limits], AbstractContextManager[Worker]],
        job: Deadline,
        clock: Callable[[], float] = time.monotonic,
        *,
        definitions_only: bool = False,
    ) -> None:
        self.tried = False
        self.definitions_only = definitions_only
        self.note = submission.note
        self.hopeless: StudentFault | None = None
        self.imported = ""
        self._submission = submission
        self._limits = limits
        self._start = start
        self._job = job
        self._clock = clock
        self._opened = ExitStack()
        self._worker: Worker | None = None
        self._live: tuple[Session, Handle] | None = None
        self._loading_s = 0.0
        self._printed = ""

    def begin(self, deadline: Deadline) -> None:
        """Begin a check: it does not inherit a worker that has ended."""
        self.imported = ""
        if self._live is None:
            return
        if self._live[0].fault is not None:
            self.close()
        else:
            self._live[0].deadline = deadline

    def open(self, limit_s: float) -> tuple[Session, Handle]:
        """The session with the live worker, and the submission's module.

        Where it has to be loaded, the check has `limit_s` from then on.

        Raises:
            StudentFault: the submission cannot be loaded.
        """
        if self.hopeless is not None:
            raise self.hopeless.with_traceback(None)
        if self._live is None:
            self.tried = True
            heard = len(self.printed)
            self._live = self._load()
            self.imported = self.printed[heard:]
            # Loading has a limit of its own, so the check's time begins now.
            self._live[0].deadline = Deadline(limit_s, self._clock, within=self._job)
        return self._live

    @property
    def printed(self) -> str:
        """What the student's code has printed in all its workers."""
        return self._printed + (self._worker.printed if self._worker else "")

    def close(self) -> None:
        """End the worker, if there is one."""
        self._printed = self.printed[: PRINTED_LIMIT + 1]
        if self._live is not None:
            self._live[0].closed = True
        self._worker = self._live = None
        self._opened.close()

    def _load(self) -> tuple[Session, Handle]:
        if self._loading_s > _LOADS * self._limits.load_s:
            raise self._give_up(
                StudentOverdue(
                    "importing it takes so long that it was not imported again after a check had ended it"
                )
            )
        if not self.definitions_only:
            try:
                return self._load_once()
            except StudentFault as fault:
                self.close()
                if isinstance(fault, StudentRaised) and fault.kind in _NO_PROGRAM:
                    raise self._give_up(fault) from fault
                if self._job.remaining_s <= 0:
                    raise
                self.definitions_only = True
                self.note = self._say(self._explain(fault))
        try:
            return self._load_once()
        except StudentFault as fault:
            self.close()
            if self._job.remaining_s <= 0:
                raise
            raise self._give_up(fault) from fault

    def _load_once(self) -> tuple[Session, Handle]:
        self._worker = self._opened.enter_context(self._start(self._limits))
        began = self._clock()
        session = Session(
            self._worker, Deadline(self._limits.load_s, self._clock, whose="importing it", within=self._job)
        )
        try:
            module, left_out = session.load(
                self._submission.filename,
                self._submission.source,
                cells=self._submission.cells,
                definitions_only=self.definitions_only,
            )
        finally:
            self._loading_s += self._clock() - began
        # The worker's words, so only where there is something to say: a whole file leaves nothing out.
        if self.definitions_only and left_out and left_out not in self.note:
            self.note = f"{self.note} {left_out}".lstrip()
        return session, module

    def _explain(self, fault: StudentFault) -> str:
        happened = _HAPPENED.get(type(fault), "")
        if isinstance(fault, StudentOverdue):
            happened = f"ran longer than {self._limits.load_s:g} s"
        elif isinstance(fault, StudentRaised):
            ended = fault.kind == "SystemExit"
            happened = "ended the program" if ended else f"failed ({_one_line(fault)})"
        happened = happened or f"did not answer as it must ({_one_line(fault)})"
        return (
            f"{self._submission.filename} {happened} when imported, so only its imports, functions, classes "
            f"and plain constants were loaded. {_ADVICE}"
        )

    def _say(self, line: str) -> str:
        return f"{self._submission.note}. {line}" if self._submission.note else line

    def _give_up(self, fault: StudentFault) -> StudentFault:
        line = self.note = self._say(f"{self._submission.filename} cannot be loaded: {_one_line(fault)}")
        self.hopeless = (
            StudentUnloadable(line, fault.place) if isinstance(fault, StudentRaised) else type(fault)(line)
        )
        return self.hopeless


def _one_line(fault: StudentFault) -> str:
    said = " ".join(str(fault).split())
    if at := re.match(rf"(\w+): ({_PLACE}): (.*)", said):
        return f"{at[2]}: {at[1]}: {at[3]}"
    places = re.findall(rf"^{_PLACE}", getattr(fault, "trace", ""), re.MULTILINE)
    return f"{places[-1]}: {said}" if places else said
