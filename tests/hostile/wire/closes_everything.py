# outcome: crashed
# It closes every descriptor it has, the wire included.
import os


def attack():
    os.closerange(0, 64)
