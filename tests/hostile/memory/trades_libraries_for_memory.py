# outcome: out_of_memory
# It gives up libraries that it does not need, and takes as much memory for their addresses.
import ctypes
import mmap
import time

from attempts import got_in, libc, pieces_of_libraries

MOST = 320 * 2**20
held = []


def attack():
    for size, start, _code in pieces_of_libraries():
        # Of torch's libraries the largest are called by nothing that goes on here.
        if size > 2**26:
            libc.munmap(ctypes.c_void_p(start + 2**21), ctypes.c_size_t(size - 2**22))
    written = 0
    while written < MOST:
        try:
            held.append(mmap.mmap(-1, 2**25, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
        except OSError as error:
            raise MemoryError from error
        held[-1].write(b"x" * 2**25)
        written += 2**25
    # Whoever watches memory looks now and then; what counts is whether it can be kept.
    time.sleep(3)
    got_in(f"{written:,} bytes of memory are its own")
