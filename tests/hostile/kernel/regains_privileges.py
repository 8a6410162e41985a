# outcome: passed
# It asks for root, capabilities, tracing and a life of its own.
import ctypes
import os

from attempts import call, libc, refused

PR = {"parent death": (1, 0), "dumpable": (4, 1), "keep caps": (8, 1), "drop bounds": (24, 1), "secure bits": (28, 0), "memory": (35, 1), "subreaper": (36, 1), "new privileges": (38, 0), "ambient": (47, 2), "tracer": (0x59616D61, -1), "seccomp off": (22, 0), "timer slack": (29, 1), "tsc": (26, 2), "memory merge": (67, 1), "core scheduling": (62, 1)}


def checked(option, value):
    if libc.prctl(option, ctypes.c_ulong(value & 2**64 - 1), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def attack():
    header, wanted = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[2**32 - 1] * 6)
    found = [refused(name, lambda values=values: checked(*values)) for name, values in PR.items()]
    return [*found, refused("capset", lambda: call("capset", header, wanted)), refused("setuid", lambda: os.setuid(0)), refused("seteuid", lambda: os.seteuid(0)), refused("setgid", lambda: os.setgid(0))]
