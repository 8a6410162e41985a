# outcome: passed
# It maps the training set for reading, shared with everybody, and then makes the map writable.
import ctypes
import errno

from grader.untrusted.opened import FILES

from attempts import libc, refused

MAP_SHARED, READ, WRITE = 1, 1, 2


def attack():
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    found = []
    for given in FILES.values():
        address = libc.mmap(None, 4096, READ, MAP_SHARED, given, 0)

        def writable():
            if libc.mprotect(ctypes.c_void_p(address), ctypes.c_size_t(4096), READ | WRITE) != 0:
                raise OSError(ctypes.get_errno(), "mprotect")
            ctypes.memset(address, 0, 1)

        found.append(refused("mprotect", writable, errno.EACCES))
    return found
