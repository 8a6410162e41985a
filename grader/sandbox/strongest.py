"""Which sandbox `auto` is."""

from collections.abc import Callable

from grader.sandbox.full import why_not_full

AUTO = "auto"


def strongest(name: str = AUTO, say: Callable[[str], None] | None = None) -> str:
    """The strongest walled sandbox that can be built here, if `name` is `auto`; any other name is that one.

    `say` is told where that is not `full`, and why.

    `standard` is the answer also where it cannot be built: starting it then says what is missing.
    """
    if name != AUTO:
        return name
    reason = why_not_full()
    if reason and say is not None:
        say(f"the sandbox is `standard`: {reason}")
    return "standard" if reason else "full"
