# outcome: timed_out
# It sends a right answer, one byte every twentieth of a second.
import os
import time

from attempts import HUNDRED, frame, wire


def attack():
    for byte in frame(HUNDRED + b" " * 1000):
        os.write(wire(), bytes([byte]))
        time.sleep(0.05)
