"""The right shape for this machine: how many jobs at once.

Each has one thread: two busy workers with one each are faster than one with two, and a sum that more threads
add up comes out otherwise in its last digits.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.model.limits import MIB, Limits

# Measured on the CPU: the processes that judges and workers are forked from hold 310 and 390 MiB, this one
# something beside; the judge and the worker of a `cnn` on MNIST write on 290 and 330 MiB, and half of another
# stands ready.
SERVERS_BYTES = 1024 * MIB
JOB_BYTES = 768 * MIB
_GROUPS, _OWN = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def jobs_at_once() -> int:
    """One for each processor, as far as there is memory for them."""
    known_bytes = memory_bytes()
    return min(processors(), most_in_memory(known_bytes)) if known_bytes else processors()


def most_in_memory(known_bytes: int) -> int:
    """How many find room if one takes all it may and the others what right programs take; one at the least.

    Where several take all they may and memory runs out, the kernel ends the one that holds most.
    """
    left = known_bytes - SERVERS_BYTES - Limits().memory_bytes
    return max(1, 1 + left // JOB_BYTES)


def processors(groups: Path = _GROUPS, own: Path = _OWN) -> int:
    """How many processors this process may use: those it may run on, or its control group's share of them."""
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    for folder in _folders("cpu", groups, own):
        told = _read(folder / "cpu.max").split()
        told = told or [_read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us")]
        quota, period = (*told, "", "")[:2]
        if quota.isdecimal() and period.isdecimal() and int(period):
            mine = min(mine, max(1, round(int(quota) / int(period))))
    return mine


def memory_bytes(groups: Path = _GROUPS, own: Path = _OWN) -> int:
    """The memory that this machine or its control group has; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    least = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for folder in _folders("memory", groups, own):
        for name in ("memory.max", "memory.limit_in_bytes"):
            limit = _read(folder / name)
            if limit.isdecimal():
                least = min(least, int(limit))
    return least


def _folders(controller: str, groups: Path, own: Path) -> Iterator[Path]:
    """The control groups that this process is in, from the innermost: every one of them bounds it."""
    for line in _read(own).splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        # The first version has a tree for each controller. A container may see its own group as the root.
        root = groups / controller if controllers else groups
        inner = root / path.lstrip("/")
        yield from (folder for folder in (inner, *inner.parents) if folder.is_relative_to(root))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
