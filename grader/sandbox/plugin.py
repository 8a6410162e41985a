"""The sandboxes that ship: `full`, `standard` and `none`."""

from collections.abc import Sequence
from pathlib import Path

from grader.hookspecs import hookimpl
from grader.sandbox.full import FullSandbox
from grader.sandbox.standard import StandardSandbox
from grader.sandbox.unwalled import NoSandbox
from grader.seams import Sandbox


@hookimpl(trylast=True)
def grader_sandbox(name: str, secrets: Sequence[Path]) -> Sandbox | None:
    """`full` and `standard` behind the wall, `none` without one."""
    if name == "full":
        return FullSandbox(secrets)
    if name == "standard":
        return StandardSandbox(secrets)
    return NoSandbox() if name == "none" else None
