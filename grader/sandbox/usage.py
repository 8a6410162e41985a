"""What a process has used, seen from outside."""

import time
from pathlib import Path

import msgspec

# The kernel's number for the clock of all of a process's threads: include/linux/posix-timers.h.
_CPUCLOCK_SCHED = 2


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What a live process holds; zeros where it is gone, or where the system does not tell.

    Attributes:
        mapped_bytes: the most that it has ever had mapped, which is what a limit of its memory counts.
        threads: how many it has now.
    """

    mapped_bytes: int = 0
    threads: int = 0


def usage_of(pid: int) -> Usage:
    """What the process holds."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return Usage()
    # A thread's name is its program's to choose, and the kernel escapes its line ends.
    fields = dict(line.partition(":")[::2] for line in text.splitlines())
    return Usage(
        mapped_bytes=int(fields.get("VmPeak", "0").split()[0]) * 1024, threads=int(fields.get("Threads", "0"))
    )


def processor_s(pid: int) -> float | None:
    """Seconds of processor time that the process has used in all its threads; None where it is not known."""
    if not hasattr(time, "clock_gettime"):
        return None
    try:
        return time.clock_gettime(~pid << 3 | _CPUCLOCK_SCHED)
    except (OSError, OverflowError):
        return None
