# outcome: passed
# It looks at every descriptor it holds for one that it was not given.
import os
import stat

from attempts import got_in


def attack():
    held = {}
    for descriptor in range(4096):
        try:
            held[descriptor] = stat.S_IFMT(os.fstat(descriptor).st_mode)
        except OSError:
            continue
    kinds = list(held.values())
    # Nothing to be read, the output twice, the wire, and the two files of the training set.
    if len(held) > 6 or kinds.count(stat.S_IFSOCK) != 1 or stat.S_IFDIR in kinds or kinds.count(stat.S_IFREG) > 2:
        got_in(str(held))
    return len(held)
