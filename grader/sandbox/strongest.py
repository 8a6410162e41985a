"""Which sandbox `auto` is."""

from grader.sandbox.full import why_not_full

AUTO = "auto"


def strongest(name: str = AUTO) -> str:
    """The strongest walled sandbox that can be built here, if `name` is `auto`; any other name is that one.

    `standard` is the answer also where it cannot be built: starting it then says what is missing.
    """
    if name != AUTO:
        return name
    return "standard" if why_not_full() else "full"
