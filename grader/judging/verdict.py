"""How what ended a check is judged: its outcome, the share of its points, and what the student reads."""

import traceback
from pathlib import Path

import msgspec
import pytest

from grader.judging.credit import PartialCredit
from grader.judging.expect import show
from grader.model.errors import StudentFault, StudentRaised, StudentUnloadable
from grader.model.outcome import Outcome
from grader.model.place import Place

MESSAGE_LIMIT = 4000
NOT_YOURS = "this check could not be graded; it is not your fault"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What one check comes to.

    Attributes:
        outcome: what was observed.
        fraction: of the check's points, in [0, 1].
        message: for the student.
        warning: for the instructor: where a hidden test itself failed.
        place: where in the student's file it raised, by the worker's word.
    """

    outcome: Outcome
    fraction: float = 0.0
    message: str = ""
    warning: str = ""
    place: Place | None = None


PASSED = Verdict(outcome=Outcome.PASSED, fraction=1.0)


def judge_end(ended_by: BaseException, tests: Path) -> Verdict:
    """The verdict on a check that was ended by an exception; `tests` is the file it stands in."""
    match ended_by:
        case StudentFault():
            trace = ended_by.trace if isinstance(ended_by, StudentRaised) else ""
            return Verdict(
                outcome=ended_by.outcome,
                message=_cut("\n".join(filter(None, (str(ended_by), trace)))),
                place=ended_by.place if isinstance(ended_by, StudentRaised | StudentUnloadable) else None,
            )
        case PartialCredit():
            return Verdict(outcome=Outcome.FAILED, fraction=ended_by.fraction, message=_cut(ended_by.message))
        case AssertionError() if _lines(ended_by, tests):
            return Verdict(outcome=Outcome.FAILED, message=_cut(_text(*ended_by.args[:1])))
        # Without a line of the hidden tests it is pytest's complaint about one, and not about the student.
        case pytest.fail.Exception() if _lines(ended_by, tests) and not isinstance(
            ended_by, pytest.xfail.Exception
        ):
            return Verdict(outcome=Outcome.FAILED, message=_cut(_text(ended_by.msg or "")))
    return unjudged(f"{where(ended_by, tests)}: {type(ended_by).__name__}: {_text(ended_by)}")


def unjudged(reason: str) -> Verdict:
    """The verdict where the fault is the judge's or the hidden test's, told to the instructor alone."""
    return Verdict(outcome=Outcome.INTERNAL_ERROR, message=NOT_YOURS, warning=_cut(reason))


def where(error: BaseException, tests: Path) -> str:
    """The innermost line of the tests' file that the exception passed, as `file:line`."""
    lines = _lines(error, tests)
    return f"{tests}:{lines[-1]}" if lines else str(tests)


def _lines(error: BaseException, tests: Path) -> list[int]:
    walked = traceback.walk_tb(error.__traceback__)
    return [line for frame, line in walked if frame.f_code.co_filename == str(tests)]


def _text(said: object = "") -> str:
    if not isinstance(said, str | BaseException):
        # Of a student's value only a beginning is written out: all of a large one takes minutes.
        return show(said)
    try:
        return str(said)
    except Exception:  # noqa: BLE001  (whatever its text may raise)
        # An assertion may carry a value of the student's that has no text, such as an int of 5,000 digits.
        return f"({type(said).__name__} that cannot be shown)"


def _cut(text: str) -> str:
    return text if len(text) <= MESSAGE_LIMIT else text[:MESSAGE_LIMIT] + " …"
