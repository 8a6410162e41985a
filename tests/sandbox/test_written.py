"""Memory that was mapped before, and is a worker's own once it writes on it."""

import mmap
import os
from typing import Any

import pytest

from grader.model.errors import StudentOutOfMemory
from grader.model.limits import MIB, Limits
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.usage import usage_of

_WRITER = """
import ctypes, mmap
import numpy, torch

class Part(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_uint32), ("flags", ctypes.c_uint32)] + [
        (name, ctypes.c_uint64) for name in ("offset", "address", "physical", "in_file", "in_memory", "align")
    ]

class Library(ctypes.Structure):
    _fields_ = [
        ("base", ctypes.c_void_p), ("name", ctypes.c_char_p), ("parts", ctypes.POINTER(Part)),
        ("count", ctypes.c_uint16),
    ]

libc = ctypes.CDLL(None)

def largest():
    found = []
    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Library), ctypes.c_size_t, ctypes.c_void_p)
    def each(library, _size, _data):
        held = library.contents
        for part in held.parts[:held.count]:
            if part.kind == 1 and not part.flags & 2:
                found.append((part.in_memory & ~4095, ((held.base or 0) + part.address) & ~4095))
        return 0
    libc.dl_iterate_phdr(each, None)
    return max(found)

def write(count):
    size, start = largest()
    assert size > count
    assert libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(size), 7) == 0
    for page in range(start, start + count, 4096):
        ctypes.memset(page, ctypes.string_at(page, 1)[0], 1)
    return count

def keep(count):
    while True:
        write(count)
"""


def test_both_kinds_of_memory_are_counted() -> None:
    """What was written on counts, be it shared or not, once it has been, and no longer than it is held."""
    before = usage_of(os.getpid()).written_bytes
    shared = mmap.mmap(-1, 64 * MIB)
    private = mmap.mmap(-1, 64 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    assert usage_of(os.getpid()).written_bytes < before + 16 * MIB
    for held in (shared, private):
        held.write(b"x" * (64 * MIB))
    assert usage_of(os.getpid()).written_bytes > before + 120 * MIB
    for held in (shared, private):
        held.close()
    assert usage_of(os.getpid()).written_bytes < before + 16 * MIB
    assert usage_of(2**22 + 1).written_bytes == 0


def test_pages_of_a_library_are_no_way_around_the_limit(walled_sandbox: ForkedSandbox, talk: Any) -> None:
    """A worker that writes on what was mapped before it came is out of memory, though nothing was refused."""
    with walled_sandbox.start(Limits(memory_bytes=32 * MIB), files={}) as worker:
        conversation = talk(worker)
        conversation.load(_WRITER)
        assert conversation.call("write", 16 * MIB) == 16 * MIB
        with pytest.raises(StudentOutOfMemory, match=r"holds [0-9.]+ MiB of memory, and may use 32 MiB"):
            conversation.call("keep", 112 * MIB, timeout_s=60)
