# outcome: passed
# It reads the memory, environment, files and links of the grader, its server and its neighbours.
import os

from attempts import TARGETS, read, refused

PARTS = "mem environ maps cmdline status fd cwd root exe stat auxv io stack syscall task ns/mnt map_files".split()


def attack():
    found = []
    for pid in [*TARGETS["pids"], 1, 2, os.getppid()]:
        # In a view of its own, one of the numbers may be this process's.
        if pid in (0, os.getpid()):
            continue
        for part in PARTS:
            path = f"/proc/{pid}/{part}"
            found.append(refused(path, lambda path=path: read(path)))
            if part in ("cwd", "root", "exe", "ns/mnt"):
                found.append(refused(path, lambda path=path: os.readlink(path)))
            else:
                found.append(refused(path, lambda path=path: os.listdir(path), NotADirectoryError))
    return found
