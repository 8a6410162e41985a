# outcome: crashed
# It puts its output where the wire is.
import os

from attempts import wire


def attack():
    os.dup2(1, wire())
    return 1
