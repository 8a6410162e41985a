"""Demand that what cannot be is refused, and what can be is not."""

from collections.abc import Callable

from grader.judging.expect import expect_raises, fail


def expect_refused(
    refused: Callable[[], object], *, case: str, because: str, accepted: Callable[[], object]
) -> None:
    """Demand a ValueError with a message.

    Args:
        refused: asks for what cannot be.
        case: that call as a student would write it.
        because: why it cannot be.
        accepted: asks for something near it that can be; an error that always comes refuses nothing.

    Raises:
        AssertionError: nothing was raised, another exception was, or one without a message.
        StudentRaised: `accepted` raised.
    """
    if not expect_raises("ValueError", refused, case=case, because=because).strip():
        fail(f"{case} raised a ValueError without a message; say what is wrong: {because}")
    accepted()
