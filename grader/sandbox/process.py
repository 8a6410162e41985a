"""What the sandbox knows of the process behind a worker, whoever started it."""

from typing import Protocol

from grader.warm.ending import Ending


class Process(Protocol):
    """A process that can be killed, and asked how it ended."""

    pid: int

    def kill(self) -> None:
        """End it now."""

    def wait(self, timeout_s: float) -> Ending | None:
        """How it ended, or None where it has not within the time."""

    def close(self) -> None:
        """End it if it still runs, and let go of it."""
