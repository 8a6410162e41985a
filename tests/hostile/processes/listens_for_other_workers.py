# outcome: passed
# It asks what another worker could have changed for it to hear: processors, clocks, priorities, pages in memory.
import ctypes
import mmap
import os
import time

from attempts import TARGETS, libc, refused

NOWAIT = 8


def attack():
    library = os.open(os.__file__, os.O_RDONLY)
    pids = [*TARGETS["pids"], os.getppid(), os.getpid() + 1]
    own = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    found = [
        refused(f"{what} of {pid}", lambda ask=ask, pid=pid: ask(pid))
        for pid in pids
        for what, ask in (
            ("processors", os.sched_getaffinity), ("scheduler", os.sched_getscheduler), ("its parameters", os.sched_getparam),
            ("session", os.getsid), ("group", os.getpgid), ("priority", lambda pid: os.getpriority(os.PRIO_PROCESS, pid)),
            ("clock", lambda pid: time.clock_gettime(~pid << 3 | 2)),
        )
    ]
    return [
        *found,
        refused("what is in memory of a library", lambda: os.preadv(library, [bytearray(1)], 0, NOWAIT)),
        refused("put a library out of memory", lambda: os.posix_fadvise(library, 0, 0, os.POSIX_FADV_DONTNEED)),
        refused("what is in memory of a map", lambda: _resident(own)),
    ]


def _resident(own):
    told = (ctypes.c_ubyte * 1)()
    if libc.mincore(ctypes.byref(ctypes.c_char.from_buffer(own)), ctypes.c_size_t(4096), told) != 0:
        raise OSError(ctypes.get_errno(), "mincore")
    return told[0]
