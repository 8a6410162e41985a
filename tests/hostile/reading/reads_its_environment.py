# outcome: passed
# It looks for secrets in the environment, the arguments and the libc's own copy of both.
import ctypes
import os
import sys

from attempts import TARGETS, got_in, libc


def attack():
    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
    values, place = [], 0
    while environ[place]:
        values.append(environ[place].decode("utf-8", "replace"))
        place += 1
    said = [*values, *os.environ.values(), *sys.argv[1:], *sys.orig_argv]
    for text in said:
        if TARGETS["half"] in text or "CANARY" in text:
            got_in(text)
    return len(said)
