"""What the course's known mistakes read like; `grader verify` holds the rest."""

import re
from collections.abc import Callable
from pathlib import Path

from grader.model.outcome import Outcome
from grader.model.result import JobResult

ROOT = Path(__file__).parents[2]

Judge = Callable[..., JobResult]


def missed(result: JobResult) -> dict[str, str]:
    """What did not pass, with its message."""
    return {one.check.name: one.message for one in result.checks if one.outcome is not Outcome.PASSED}


def test_misconceptions_are_named(judged: Judge) -> None:
    """The message for a size that is rounded up says so, with the smallest geometry that shows it."""
    result = judged("conv_strided", ROOT / "exercises" / "conv_strided" / "wrong" / "ceil_for_floor.py")
    said = missed(result)["test_random_geometry"]
    assert re.match(
        r"output_size\(i=\d+, k=\d+, s=\d+, p=\d+\) returned \d+, expected \d+: .*rounded up", said
    )


def test_the_lectures_accuracy_is_recognised(judged: Judge) -> None:
    """Whoever reports the last batch as the whole is told so; the accuracy on record is the real one."""
    path = ROOT / "exercises" / "cnn" / "wrong" / "last_batch_reported_as_whole.py"
    result = judged("cnn", path)
    assert missed(result)["test_evaluate"].endswith("that is the accuracy of the last batch alone")
    assert result.measures["accuracy"] >= 0.92
