# outcome: out_of_memory
# It makes the pages of libraries writable and writes on each: memory of its own without a new map.
import ctypes
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


def attack():
    written = 0
    for size, start, code in pieces():
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
