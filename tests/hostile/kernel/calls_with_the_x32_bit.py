# outcome: crashed
# It makes calls with the bit of the x32 interface set, by which filters have been passed.
import os
import platform

from attempts import libc


def attack():
    if platform.machine() != "x86_64":
        # No other machine has the interface.
        os.abort()
    return libc.syscall(0x40000000 | 39)
