# outcome: out_of_memory
# It gives up libraries that it does not need, and takes as much memory for their addresses.
import ctypes
import mmap
import time

from attempts import got_in, libc

MOST = 320 * 2**20
READ, WRITE, EXECUTE = 1, 2, 4


class Part(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_uint32), ("flags", ctypes.c_uint32)] + [
        (name, ctypes.c_uint64) for name in ("offset", "address", "physical", "in_file", "in_memory", "align")
    ]


class Library(ctypes.Structure):
    _fields_ = [
        ("base", ctypes.c_void_p), ("name", ctypes.c_char_p), ("parts", ctypes.POINTER(Part)),
        ("count", ctypes.c_uint16),
    ]


def pieces():
    found = []

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Library), ctypes.c_size_t, ctypes.c_void_p)
    def each(library, _size, _data):
        held = library.contents
        for place in range(held.count):
            part = held.parts[place]
            if part.kind == 1 and not part.flags & WRITE:
                start = ((held.base or 0) + part.address) & ~4095
                found.append((part.in_memory & ~4095, start, part.flags & 1))
        return 0

    libc.dl_iterate_phdr(each, None)
    return sorted(found, reverse=True)


held = []


def attack():
    for size, start, _code in pieces():
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
