"""How much memory a worker has written on: what a limit of its address space does not see."""

import time
from pathlib import Path

from grader.model.errors import StudentOutOfMemory
from grader.model.limits import KIB, MIB, Limits, in_bytes

LOOK_S = 0.05
# What was mapped before the submission came and is first touched afterwards: stacks, arenas of the allocator.
_SPARE_BYTES = 32 * MIB


def written_bytes(pid: int) -> int:
    """The process's resident memory that no file lies under, in bytes; 0 where it cannot be seen."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    fields = dict(line.partition(":")[::2] for line in text.splitlines())
    return sum(int(fields.get(name, "0").split()[0]) for name in ("RssAnon", "RssShmem")) * KIB


class WrittenWatch:
    """Compares what a worker has written on with its limit, above what it had when it was ready.

    The pages of a library become a process's own once it writes on them, and were mapped before; and one that
    it unmaps makes room for something else.
    """

    def __init__(self, pid: int, limits: Limits) -> None:
        self._pid = pid
        self._limit_bytes = limits.memory_bytes
        self._at_first = written_bytes(pid)
        self._looked_s = time.monotonic()

    def look(self) -> StudentOutOfMemory | None:
        """The fault of a worker that has more than it may; looks at most once in `LOOK_S`."""
        now_s = time.monotonic()
        if now_s - self._looked_s < LOOK_S:
            return None
        self._looked_s = now_s
        held_bytes = written_bytes(self._pid) - self._at_first
        if held_bytes <= self._limit_bytes + _SPARE_BYTES:
            return None
        return StudentOutOfMemory(
            f"holds {in_bytes(held_bytes)} of memory, and may use {in_bytes(self._limit_bytes)}"
        )
