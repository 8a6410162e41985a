"""Names in the order in which people count."""

import re


def naturally(name: str) -> tuple[list[str | tuple[int, str]], str]:
    """A key to sort names by: `ada2` before `ada10`."""
    # Splitting at a group puts words at even places and numbers at odd ones, so like is compared with like.
    # Python makes no int of some thousand digits; the longer one of two numbers is the larger.
    parts = re.split(r"([0-9]+)", name.casefold())
    numbers = [part.lstrip("0") for part in parts]
    return [
        (len(number), number) if place % 2 else part
        for place, (part, number) in enumerate(zip(parts, numbers, strict=True))
    ], name
