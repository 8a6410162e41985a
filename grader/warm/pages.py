"""Huge pages: a fork copies page tables, and a table of 2 MiB pages is 512 times shorter."""

import ctypes
import re
from pathlib import Path

HUGE_PAGE_BYTES = 2 * 1024 * 1024
_MADV_COLLAPSE = 25
_MAP = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw-p \S+ \S+ (\d+)\s*(\S*)")


def collapse_pages() -> int:
    """Ask the kernel to gather this process's writable anonymous memory into huge pages.

    Returns:
        How many bytes it gathered; 0 where the kernel has no `MADV_COLLAPSE` (Linux before 6.1). Nothing but
        the speed of later forks depends on it, so a refusal is not an error.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    gathered = 0
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        found = _MAP.match(line)
        if found is None or found[3] != "0" or found[4] not in ("", "[heap]"):
            continue
        start = -(-int(found[1], 16) // HUGE_PAGE_BYTES) * HUGE_PAGE_BYTES
        end = int(found[2], 16) // HUGE_PAGE_BYTES * HUGE_PAGE_BYTES
        if end > start and libc.madvise(start, end - start, _MADV_COLLAPSE) == 0:
            gathered += end - start
    return gathered
