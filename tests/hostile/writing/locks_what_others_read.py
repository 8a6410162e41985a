# outcome: passed
# It locks the training set and a library that every worker reads, by which others could hear of it.
import fcntl
import os

from grader.untrusted.opened import FILES

from attempts import refused

library = open(os.__file__)


def attack():
    return [
        *(refused("lock", lambda held=held: fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)) for held in (*FILES.values(), library.fileno())),
        refused("lock of bytes", lambda: fcntl.lockf(library, fcntl.LOCK_SH)),
        refused("lease", lambda: fcntl.fcntl(library, 1024, fcntl.F_RDLCK)),
    ]
