# outcome: passed
# It goes through its own /proc to files that it may not open, and to how it was started.
import os

from attempts import TARGETS, read, refused


def attack():
    secret = TARGETS["secrets"][0]
    ways = [
        f"/proc/self/root{secret}", f"/proc/thread-self/root{secret}", f"/proc/{os.getpid()}/root{secret}",
        f"/proc/self/cwd{secret}", "/proc/self/environ", "/proc/self/cmdline", "/proc/self/mem",
        "/proc/self/mountinfo", "/proc/self/maps", "/proc/self/auxv",
    ]
    found = [refused(path, lambda path=path: read(path)) for path in ways]
    return [*found, *(refused(path, lambda path=path: os.listdir(path)) for path in ("/proc/self/fd", "/proc"))]
