# outcome: passed
# It starts threads, which it may, with flags that put them in namespaces, which it may not.
import errno

from attempts import all_refused, call, refused

THREAD = 0x10000 | 0x800 | 0x100
SPACES = {"user": 0x10000000, "mounts": 0x20000, "network": 0x40000000, "pids": 0x20000000, "ipc": 0x8000000, "uts": 0x4000000, "cgroup": 0x2000000}


def attack():
    # The kernel refuses them by privilege, or because a thread cannot have such a space of its own.
    return [refused(name, lambda flag=flag: call("clone", THREAD | flag, 0, 0, 0, 0), errno.EINVAL) for name, flag in SPACES.items()]
