# outcome: passed
# It forces all that is unwritten to the disk, again and again, which holds everybody up.
import os

from attempts import all_refused, refused


def attack():
    return [refused("fsync", lambda: os.fsync(1)), *all_refused([("sync",), ("syncfs", 1), ("swapon", None, 0), ("acct", None)])]
