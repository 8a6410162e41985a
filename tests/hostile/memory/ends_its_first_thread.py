# outcome: out_of_memory
# It ends its first thread, of which the kernel tells what a process holds, and takes memory in another.
import ctypes
import platform
import threading
import time

from attempts import got_in, libc, pieces_of_libraries

MOST = 320 * 2**20
READ, WRITE, EXECUTE = 1, 2, 4
NAME, EXIT = 15, {"x86_64": 60, "aarch64": 93}


def take():
    written = 0
    while True:
        for size, start, code in pieces_of_libraries():
            rights = READ | WRITE | (EXECUTE if code else 0)
            libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(size), rights)
            for page in range(start, start + size, 4096):
                ctypes.memset(page, ctypes.string_at(page, 1)[0], 1)
                written += 4096
                if written >= MOST:
                    # Whoever watches memory looks now and then; what counts is whether it can be kept.
                    time.sleep(3)
                    got_in(f"{written:,} bytes of memory are its own, beside what it may have")


def attack():
    # What stands in the name must not be taken for a line of its own either.
    libc.prctl(NAME, b"\x0bRssAnon:x", 0, 0, 0)
    threading.Thread(target=take).start()
    libc.syscall(EXIT[platform.machine()], 0)
