# outcome: passed
# It searches every page of its memory around its objects, libraries and stack for a secret.
import ctypes
import mmap

from attempts import TARGETS, got_in, libc

STRETCH = 256 * mmap.PAGESIZE


def mapped(address):
    vector = (ctypes.c_ubyte * 256)()
    return libc.mincore(ctypes.c_void_p(address), ctypes.c_size_t(STRETCH), vector) == 0


def attack():
    half, rest = TARGETS["half"].encode(), TARGETS["rest"].encode()
    environ = ctypes.cast(ctypes.c_void_p.in_dll(libc, "environ").value, ctypes.c_void_p).value
    local = ctypes.c_int()
    starts = [id(half), id(object), ctypes.addressof(local), environ, ctypes.cast(libc.malloc, ctypes.c_void_p).value]
    seen, needle = set(), half[::-1]
    for start in starts:
        for step in (STRETCH, -STRETCH):
            at = start // STRETCH * STRETCH
            while at not in seen and len(seen) < 1500 and mapped(at):
                seen.add(at)
                # Read through the kernel, which answers with an error where a page may not be read.
                text = bytearray(STRETCH)
                view = (ctypes.c_char * STRETCH).from_buffer(text)
                try:
                    ctypes.memmove(view, at, STRETCH)
                except OSError:
                    break
                place = text.find(half)
                while place >= 0:
                    if text[place + len(half) : place + len(half) + len(rest)] == rest:
                        got_in("the canary lies in this process's memory")
                    place = text.find(half, place + 1)
                del view
                at += step
    return len(seen)
