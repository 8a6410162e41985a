# outcome: out_of_memory
# It makes the pages of libraries writable and writes on each: memory of its own without a new map.
import ctypes
import time

from attempts import got_in, libc, pieces_of_libraries

MOST = 320 * 2**20
READ, WRITE, EXECUTE = 1, 2, 4


def attack():
    written = 0
    for size, start, code in pieces_of_libraries():
        rights = READ | WRITE | (EXECUTE if code else 0)
        if libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(size), rights) != 0:
            raise MemoryError
        for page in range(start, start + size, 4096):
            ctypes.memset(page, ctypes.string_at(page, 1)[0], 1)
            written += 4096
            if written >= MOST:
                # Whoever watches memory looks now and then; what counts is whether it can be kept.
                time.sleep(3)
                got_in(f"{written:,} bytes of memory are its own, beside what it may have")
