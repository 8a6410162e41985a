"""How much memory a process holds, seen from outside."""

import mmap
from pathlib import Path


def resident_bytes(pid: int) -> int:
    """The process's resident memory in bytes, shared pages included; 0 where it is gone or cannot be seen."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(fields[1]) * mmap.PAGESIZE
