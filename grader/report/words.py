"""How a check ended, and what it came to, in words for students."""

from grader.model.outcome import Outcome
from grader.model.result import CheckResult

NOT_YOURS = "This exercise could not be graded. The fault is the grader's, and costs you no points."
_WORDS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "not passed",
    Outcome.RAISED: "your code raised an exception",
    Outcome.TIMED_OUT: "your code ran out of time",
    Outcome.CPU_LIMIT: "your code used up its processor time",
    Outcome.JOB_TIME_LIMIT: "the time of the whole exercise was used up",
    Outcome.OUT_OF_MEMORY: "your code ran out of memory",
    Outcome.THREAD_LIMIT: "your code started too many threads",
    Outcome.OPEN_FILES_LIMIT: "your code had too many files open",
    Outcome.OUTPUT_LIMIT: "your code printed too much",
    Outcome.SCRATCH_LIMIT: "your code wrote more files than fit",
    Outcome.FILE_SIZE_LIMIT: "your code wrote too large a file",
    Outcome.NO_SCRATCH: "your code wrote a file where none can be written",
    Outcome.CRASHED: "the process running your code ended",
    Outcome.BROKE_PROTOCOL: "the process running your code sent an answer that cannot be read",
    Outcome.NOT_RUN: "not run",
}


def ended(result: CheckResult) -> str:
    """Such as `passed`, `partly passed` or `your code ran out of time`."""
    if result.outcome is not Outcome.PASSED and result.earned > 0.0:
        return "partly passed"
    return _WORDS[result.outcome]


def count(number: float, noun: str) -> str:
    """Such as `1 point` or `2.5 points`."""
    return f"{points(number)} {noun}" if number == 1 else f"{points(number)} {noun}s"


def further(number: int, worth: float) -> str:
    """That so many checks are not shown; they are worth so many points."""
    return f"{count(number, 'further check')} worth {count(worth, 'point')} not shown yet"


def points(number: float) -> str:
    """A number as short as people write it, to six digits."""
    return f"{number:.6g}"
