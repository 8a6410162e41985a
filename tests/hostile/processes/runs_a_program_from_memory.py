# outcome: passed
# It makes a file in memory to run, where no file system forbids it.
import os

from attempts import all_refused, refused


def attack():
    return [refused("memfd", lambda: os.memfd_create("x"), OSError), *all_refused([("memfd_create", None, 0), ("memfd_secret", 0)])]
