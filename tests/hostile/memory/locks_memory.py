# outcome: passed
# It locks pages, so that the machine cannot take them back, and asks for huge ones.
import ctypes
import errno
import mmap

from attempts import libc, refused

MAP_LOCKED, MAP_HUGETLB = 0x2000, 0x40000


def checked(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), "mlock")


def attack():
    memory = mmap.mmap(-1, 2**20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    return [
        refused("mlock", lambda: checked(libc.mlock(ctypes.c_void_p(address), ctypes.c_size_t(4096)))),
        refused("mlockall", lambda: checked(libc.mlockall(3))),
        refused("MAP_LOCKED", lambda: mmap.mmap(-1, 2**20, private | MAP_LOCKED), errno.EAGAIN),
        # Where the machine has set huge pages aside, they count like all others.
        refused("huge pages", lambda: mmap.mmap(-1, 2**30, private | MAP_HUGETLB), errno.ENOMEM),
    ]
