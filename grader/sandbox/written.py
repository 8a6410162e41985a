"""How much memory a worker has written on: what a limit of its address space does not see."""

import time

from grader.model.errors import StudentOutOfMemory
from grader.model.limits import MIB, Limits, in_bytes
from grader.sandbox.usage import usage_of

LOOK_S = 0.05
# What was mapped before the submission came and is first touched afterwards: stacks, arenas of the allocator.
_SPARE_BYTES = 32 * MIB


class WrittenWatch:
    """Compares what a worker has written on with its limit, above what it had when it was ready.

    The pages of a library become a process's own once it writes on them, and were mapped before; and one that
    it unmaps makes room for something else.
    """

    def __init__(self, pid: int, limits: Limits) -> None:
        self._pid = pid
        self._limit_bytes = limits.memory_bytes
        self._at_first = usage_of(pid).written_bytes
        self._looked_s = time.monotonic()

    def look(self) -> StudentOutOfMemory | None:
        """The fault of a worker that has more than it may; looks at most once in `LOOK_S`."""
        now_s = time.monotonic()
        if now_s - self._looked_s < LOOK_S:
            return None
        self._looked_s = now_s
        held_bytes = usage_of(self._pid).written_bytes - self._at_first
        if held_bytes <= self._limit_bytes + _SPARE_BYTES:
            return None
        return StudentOutOfMemory(
            f"holds {in_bytes(held_bytes)} of memory, and may use {in_bytes(self._limit_bytes)}"
        )
