"""The two error trees: `GraderError` is ours or the instructor's, `StudentFault` is the student's."""

from typing import ClassVar

from grader.model.outcome import Outcome
from grader.model.place import Place


class GraderError(Exception):
    """Something on the trusted side is wrong; it never costs a student points."""

    exit_code: ClassVar[int] = 2


class UsageError(GraderError):
    """The command was given something it cannot use."""


class CourseError(GraderError):
    """A course's folder, exercise or hidden test is not as it must be."""


class PluginError(GraderError):
    """A plugin failed, or offers a hook that does not exist."""


class DataError(GraderError):
    """A data set is missing, incomplete or does not match its checksum."""


class StoreError(GraderError):
    """The gradebook cannot be read or written."""


class JudgeError(GraderError):
    """A judge ended without a result."""

    exit_code: ClassVar[int] = 3


class SandboxError(GraderError):
    """The sandbox could not do what was asked of it."""

    exit_code: ClassVar[int] = 3


class WorkerLost(SandboxError):  # noqa: N818  (it is what became of it)
    """Something else than its program ended a worker."""


class WorkersGone(WorkerLost):
    """What workers are started from has ended, or starts none."""


class SandboxUnavailable(SandboxError):  # noqa: N818  (the design's word for it)
    """This machine cannot build the wall that was asked for."""

    exit_code: ClassVar[int] = 2


class StudentFault(Exception):  # noqa: N818  (it is not an error of ours)
    """What the student's code did; becomes the `Outcome` of the check that saw it."""

    outcome: ClassVar[Outcome] = Outcome.FAILED
    ends_worker: ClassVar[bool] = True


class StudentRaised(StudentFault):
    """The student's code raised; the message holds only the student's own frames, `place` is the innermost.

    What it says of all that is the worker's word.
    """

    outcome: ClassVar[Outcome] = Outcome.RAISED
    ends_worker: ClassVar[bool] = False

    def __init__(self, kind: str, message: str, trace: str = "", place: Place | None = None) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind
        self.trace = trace
        self.place = place


class StudentUnloadable(StudentFault):
    """The student's file cannot be executed, not even its definitions: no function of it was called."""

    outcome: ClassVar[Outcome] = Outcome.RAISED

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.place = place


class StudentTimedOut(StudentFault):
    """The student's code ran past a limit of time, of wall clock unless a class below says otherwise."""

    outcome: ClassVar[Outcome] = Outcome.TIMED_OUT


class StudentOverdue(StudentTimedOut):
    """The student's code ran past a limit of wall-clock time; `used` says what it did meanwhile, if known."""

    def __init__(self, message: str, used: str = "") -> None:
        super().__init__(f"{message} ({used})" if used else message)
        self.used = used


class StudentJobOverdue(StudentOverdue):
    """All the checks of a job together ran past its limit of wall-clock time."""

    outcome: ClassVar[Outcome] = Outcome.JOB_TIME_LIMIT


class StudentCpuLimit(StudentTimedOut):
    """The student's code used up the processor time that one worker may use."""

    outcome: ClassVar[Outcome] = Outcome.CPU_LIMIT


class StudentOutOfMemory(StudentFault):
    """The student's code asked for more memory than it may have."""

    outcome: ClassVar[Outcome] = Outcome.OUT_OF_MEMORY


class StudentThreadLimit(StudentFault):
    """The student's code wanted more threads than it may have."""

    outcome: ClassVar[Outcome] = Outcome.THREAD_LIMIT


class StudentOpenFilesLimit(StudentFault):
    """The student's code wanted more files open at once than it may have."""

    outcome: ClassVar[Outcome] = Outcome.OPEN_FILES_LIMIT


class StudentNoScratch(StudentFault):
    """The student's code wanted to write a file where it has nowhere to write."""

    outcome: ClassVar[Outcome] = Outcome.NO_SCRATCH
    ends_worker: ClassVar[bool] = False


class StudentScratchLimit(StudentFault):
    """The student's code wanted more of its scratch folder than there is."""

    outcome: ClassVar[Outcome] = Outcome.SCRATCH_LIMIT
    ends_worker: ClassVar[bool] = False


class StudentFileSizeLimit(StudentFault):
    """The student's code wanted a file to be larger than one may be."""

    outcome: ClassVar[Outcome] = Outcome.FILE_SIZE_LIMIT
    ends_worker: ClassVar[bool] = False


class StudentOutputLimit(StudentFault):
    """The student's code printed more than it may."""

    outcome: ClassVar[Outcome] = Outcome.OUTPUT_LIMIT


class StudentCrashed(StudentFault):
    """The worker ended while it was asked something."""

    outcome: ClassVar[Outcome] = Outcome.CRASHED


class StudentBrokeProtocol(StudentFault):
    """The worker sent bytes that are no reply."""

    outcome: ClassVar[Outcome] = Outcome.BROKE_PROTOCOL
