# outcome: passed
# It takes a lock on the training set and on a library that every worker reads, and keeps it.
import fcntl
import os

from grader.untrusted.opened import FILES

from attempts import refused

library = open(os.__file__)


def attack():
    # Nothing of the grader's asks for such a lock: whoever comes next, and finds it held, does not notice.
    for held in [*FILES.values(), library.fileno()]:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return [
        refused("lock of bytes", lambda: fcntl.lockf(library, fcntl.LOCK_SH)),
        refused("lease", lambda: fcntl.fcntl(library, 1024, fcntl.F_RDLCK)),
    ]
