"""What an exercise is held to, and what was found."""

from collections.abc import Sequence

import msgspec

from grader.model.outcome import Outcome
from grader.model.result import JobResult

_MOST_LINES = 3


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One demand on an exercise, and whether it is met.

    Attributes:
        slug: the exercise; empty for what is demanded of the whole course.
        name: the demand, in a word.
        said: what was found, in a few words or figures.
        problems: what stands against it, each in one to a few lines.
        remedy: what to do about the problems, if they do not say so themselves.
        ungraded: whether something could not be graded, so that nobody knows.
        duration_s: what finding out took, seconds of wall clock.
    """

    slug: str
    name: str
    said: str
    problems: tuple[str, ...] = ()
    remedy: str = ""
    ungraded: bool = False
    duration_s: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing stands against it."""
        return not self.problems


def missed(result: JobResult) -> list[str]:
    """The checks that did not pass."""
    return [one.check.name for one in result.checks if one.outcome is not Outcome.PASSED]


def told(label: str, result: JobResult) -> list[str]:
    """What did not pass, one problem for each check, with its message; or else what prevented grading."""
    if not result.graded:
        return [f"{label} could not be graded: {reason}" for reason in result.warnings or (result.note,)]
    return [
        f"{label}: {one.check.name} {one.outcome}: {shortened(one.message)}"
        for one in result.checks
        if one.outcome is not Outcome.PASSED
    ]


def counted(number: float, noun: str) -> str:
    """Such as `1 check` and `2 checks`."""
    return f"{number:g} {noun}{'s' * (number != 1)}"


def shortened(message: str) -> str:
    """The first lines of a message."""
    lines = message.splitlines()
    return "\n".join([*lines[:_MOST_LINES], *(["…"] if len(lines) > _MOST_LINES else [])])


def any_ungraded(results: Sequence[JobResult]) -> bool:
    """Whether one of them is no score."""
    return not all(result.graded for result in results)
