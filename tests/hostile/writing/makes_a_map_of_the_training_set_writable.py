# outcome: passed
# It maps the training set for reading, and then makes the map writable.
import ctypes
import os

from grader.untrusted.opened import FILES

from attempts import got_in, libc, refused

SHARED, PRIVATE, READ, WRITE = 1, 2, 1, 2


def mapped(given, kind):
    address = libc.mmap(None, 4096, READ, kind, given, 0)
    if address == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "mmap")
    return address


def attack():
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    found = []
    for given in FILES.values():
        before = os.pread(given, 4096, 0)
        found.append(refused("a map that is shared with everybody", lambda given=given: mapped(given, SHARED)))
        own = mapped(given, PRIVATE)
        if libc.mprotect(ctypes.c_void_p(own), ctypes.c_size_t(4096), READ | WRITE) == 0:
            ctypes.memset(own, before[0] ^ 255, 1)
        if os.pread(given, 4096, 0) != before:
            got_in("the training set is changed")
    return found
