# outcome: passed
# It traces other processes, reads and writes their memory, and takes their descriptors.
import ctypes

from attempts import TARGETS, all_refused


def attack():
    local = ctypes.create_string_buffer(64)

    class Vector(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]

    mine, theirs = Vector(ctypes.addressof(local), 64), Vector(0x400000, 64)
    found = []
    for pid in TARGETS["pids"]:
        found += all_refused([
            ("ptrace", 16, pid, 0, 0), ("ptrace", 0x4206, pid, 0, 0), ("ptrace", 0, 0, 0, 0),
            ("process_vm_readv", pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0),
            ("process_vm_writev", pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0),
            ("pidfd_open", pid, 0), ("pidfd_getfd", 3, 0, 0), ("kcmp", pid, pid, 0, 0, 0),
            ("move_pages", pid, 0, None, None, None, 0), ("migrate_pages", pid, 64, None, None),
        ])
    return found
