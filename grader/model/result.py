"""What grading observed."""

import math

import msgspec

from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.place import Place
from grader.model.score import Score

# The first of these that any check shows is the outcome of the job: what went worst explains the rest.
_GRAVITY = (
    Outcome.INTERNAL_ERROR,
    Outcome.BROKE_PROTOCOL,
    Outcome.CRASHED,
    Outcome.OUT_OF_MEMORY,
    Outcome.THREAD_LIMIT,
    Outcome.OPEN_FILES_LIMIT,
    Outcome.OUTPUT_LIMIT,
    Outcome.SCRATCH_LIMIT,
    Outcome.FILE_SIZE_LIMIT,
    Outcome.JOB_TIME_LIMIT,
    Outcome.CPU_LIMIT,
    Outcome.TIMED_OUT,
    Outcome.NO_SCRATCH,
    Outcome.RAISED,
    Outcome.FAILED,
    Outcome.NOT_RUN,
    Outcome.PASSED,
)


class Recorded(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one check left behind beside its outcome.

    Attributes:
        texts: longer texts for the student.
        printed: what the program printed while the check ran.
        imported: what it printed before, if it was imported for this check.
        measures: figures, by name.
    """

    texts: tuple[str, ...] = ()
    printed: str = ""
    imported: str = ""
    measures: dict[str, float] = {}


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """How one check ended.

    Attributes:
        check: which one.
        outcome: what was observed.
        earned: of the check's points.
        message: for the student, in one to a few lines.
        duration_s: seconds of wall clock.
        place: where in the student's file it raised, where that is known.
        recorded: what it left behind.
        basis: SHA-256 of what its outcome depends on in the exercise's files; empty where that is unknown.
    """

    check: Check
    outcome: Outcome
    earned: float = 0.0
    message: str = ""
    duration_s: float = 0.0
    place: Place | None = None
    recorded: Recorded = Recorded()
    basis: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.earned) and 0.0 <= self.earned <= self.check.points):
            raise ValueError(f"{self.check.name} earned {self.earned} of {self.check.points} points")


class JobResult(msgspec.Struct, frozen=True, kw_only=True):
    """How one job ended, with everything the report says of it.

    Attributes:
        key: the job's key.
        student: who handed it in.
        slug: which exercise.
        checks: one result for every check that was expected, in the order of the hidden tests.
        note: what concerns the whole file ("only its definitions were loaded: …"), for the student.
        warnings: what concerns this result's standing (no sandbox), for the instructor.
        feedback: longer text for the student (the torchsummary table, what the program printed).
        withheld: the same of checks that students do not see (yet).
        measures: figures the checks recorded (`accuracy`, `parameters`).
        data: data set; device: where networks were trained; sandbox: the wall; seed: of every random draw.
        duration_s: from the job's start to its result, seconds of wall clock.
        kept: how many of the checks were not run, but are as an earlier grading had observed them.
        basis: SHA-256 of what every check's outcome depends on besides the exercise's files; empty where that
            is unknown.
    """

    key: str
    student: str
    slug: str
    checks: tuple[CheckResult, ...]
    note: str = ""
    warnings: tuple[str, ...] = ()
    feedback: str = ""
    withheld: str = ""
    measures: dict[str, float] = {}
    data: str = ""
    device: str = ""
    sandbox: str = ""
    seed: int = 0
    duration_s: float = 0.0
    kept: int = 0
    basis: str = ""

    @property
    def score(self) -> Score:
        """The points of all checks."""
        return Score(
            earned=math.fsum(result.earned for result in self.checks),
            possible=math.fsum(result.check.points for result in self.checks),
        )

    @property
    def outcome(self) -> Outcome:
        """The gravest outcome among the checks; a job without a check was not run."""
        seen = {result.outcome for result in self.checks}
        return next((outcome for outcome in _GRAVITY if outcome in seen), Outcome.NOT_RUN)

    @property
    def graded(self) -> bool:
        """Whether the score may be published: false while any check ended in an internal error."""
        return bool(self.checks) and all(
            result.outcome is not Outcome.INTERNAL_ERROR for result in self.checks
        )
