"""The command line of this process, which names the instructor's folders."""

import ctypes
import sys
from pathlib import Path

# Counted from the one after the program's name: proc(5), `arg_start` and `arg_end`.
_START, _END = 45, 46


def forget_arguments() -> None:
    """Remove it from where a student's code would look: `sys`, and the kernel's own copy."""
    del sys.argv[1:]
    del sys.orig_argv[1:]
    fields = Path("/proc/self/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    start, end = int(fields[_START]), int(fields[_END])
    ctypes.memset(start, 0, end - start)
