"""What an earlier grading observed of a check, as the check's result of today."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.result import CheckResult


def renew(kept: Iterable[CheckResult], expected: Sequence[Check]) -> Mapping[str, CheckResult]:
    """By check, the results that stand for it: with its text and its points as they are today.

    What is worth more or less than it was is passed or missed as before; where a part of the points was
    earned, the check is to be run again, as that part is not known to the digit.
    """
    today = {check.name: check for check in expected}
    renewed = {}
    for one in kept:
        check = today.get(one.check.name)
        if check is None or (0.0 < one.earned < one.check.points and check.points != one.check.points):
            continue
        earned = check.points if one.outcome is Outcome.PASSED else one.earned
        renewed[check.name] = msgspec.structs.replace(one, check=check, earned=earned)
    return renewed
