# outcome: timed_out
# It sends half of a frame's prefix, and then nothing.
import os

from attempts import wire


def attack():
    import time

    os.write(wire(), b"GRD1\x10\0\0\0")
    time.sleep(10**6)
