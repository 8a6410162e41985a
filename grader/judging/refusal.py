"""Demand that what cannot be is refused, and what can be is not."""

import random
from collections.abc import Callable

from grader.judging.expect import expect_raises, fail

# Each of both is asked for so often, in an order drawn at random. Who looks at no argument finds it once in
# (2·TURNS over TURNS) = 20 times.
TURNS = 3


def expect_refused(
    refused: Callable[[], object],
    *,
    case: str,
    because: str,
    accepted: Callable[[], object],
    rng: random.Random,
) -> None:
    """Demand a ValueError with a message for what cannot be, and an answer for what can.

    Whether that answer is right is for other checks to say.

    Args:
        refused: asks for what cannot be.
        case: that call as a student would write it.
        because: why it cannot be.
        accepted: asks for something near it that can be; an error that always comes refuses nothing.
        rng: of this check; draws the order, so that no turns taken blindly are the right ones.

    Raises:
        AssertionError: nothing was raised, another exception was, or one without a message; or None came back
            for what can be.
        StudentRaised: `accepted` raised.
    """
    for impossible in rng.sample([True, False] * TURNS, 2 * TURNS):
        if not impossible:
            if accepted() is None:
                fail(f"where it can be, unlike {case}, None came back; is a return statement missing?")
        elif not expect_raises("ValueError", refused, case=case, because=because).strip():
            fail(f"{case} raised a ValueError without a message; say what is wrong: {because}")
