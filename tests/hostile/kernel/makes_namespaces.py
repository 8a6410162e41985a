# outcome: passed
# It makes namespaces, in which it would be root, and joins those of others.
from attempts import all_refused

FLAGS = (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x8000000, 0x4000000, 0x2000000, 0x80, 0x400, 0x200)


def attack():
    return all_refused([*(("unshare", flag) for flag in FLAGS), ("setns", 0, 0), ("setns", 3, 0x10000000)])
