"""The sandbox called `standard`: Landlock, seccomp and resource limits around each worker."""

from collections.abc import Sequence
from pathlib import Path

from grader.sandbox.forked import ForkedSandbox


class StandardSandbox(ForkedSandbox):
    """See `grader.seams.Sandbox`; needs Linux with Landlock and seccomp, and no privilege."""

    name = "standard"

    def __init__(self, secrets: Sequence[Path]) -> None:
        super().__init__(secrets)
