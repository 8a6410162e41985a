"""What a process has used, seen from outside."""

import re
import time
from pathlib import Path

import msgspec

from grader.model.limits import KIB

# The kernel's numbers for two clocks of all of a process's threads: include/linux/posix-timers.h.
_CPUCLOCK_PROF, _CPUCLOCK_SCHED = 0, 2
# A program chooses the name above these lines; of all characters only a line feed cannot be in it.
_LINE = re.compile(rb"^(VmPeak|VmRSS|RssAnon|RssShmem|VmSwap|Threads):\t *(\d+)", re.MULTILINE)


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What a live process holds; zeros where it is gone, or where the system does not tell.

    Attributes:
        mapped_bytes: the most that it has ever had mapped, which is what a limit of its memory counts.
        written_bytes: its memory, in use or swapped out, that no file lies under.
        resident_bytes: its memory, in use or swapped out, shared pages included.
        threads: how many it has now.
    """

    mapped_bytes: int = 0
    written_bytes: int = 0
    resident_bytes: int = 0
    threads: int = 0


def usage_of(pid: int) -> Usage:
    """What the process holds."""
    found = _numbers(Path("/proc", str(pid)))
    return Usage(
        mapped_bytes=found.get(b"VmPeak", 0) * KIB,
        written_bytes=sum(found.get(name, 0) for name in (b"RssAnon", b"RssShmem", b"VmSwap")) * KIB,
        resident_bytes=(found.get(b"VmRSS", 0) + found.get(b"VmSwap", 0)) * KIB,
        threads=found.get(b"Threads", 0),
    )


def processor_s(pid: int) -> float | None:
    """Seconds of processor time that the process has used in all its threads; None where it is not known."""
    return _clock_s(pid, _CPUCLOCK_SCHED)


def charged_s(pid: int) -> float | None:
    """The same as the kernel counts it for the limit: a whole tick for whoever runs when it comes.

    A program that computes around the ticks only is charged far more than it uses.
    """
    return _clock_s(pid, _CPUCLOCK_PROF)


def _clock_s(pid: int, clock: int) -> float | None:
    # Of no process there is the clock of this one.
    if pid <= 0 or not hasattr(time, "clock_gettime"):
        return None
    try:
        return time.clock_gettime(~pid << 3 | clock)
    except (OSError, OverflowError):
        return None


def _numbers(process: Path) -> dict[bytes, int]:
    found = _read(process)
    if b"VmPeak" in found:
        return found
    # The first thread has ended, and tells nothing any more of the memory that the others go on with.
    try:
        threads = list((process / "task").iterdir())
    except OSError:
        return found
    return next((told for told in map(_read, threads) if b"VmPeak" in told), found)


def _read(folder: Path) -> dict[bytes, int]:
    try:
        text = (folder / "status").read_bytes()
    except OSError:
        return {}
    return {name: int(number) for name, number in _LINE.findall(text)}
