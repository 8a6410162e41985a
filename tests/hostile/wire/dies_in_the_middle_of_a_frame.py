# outcome: crashed
# It sends half of an answer and ends.
import os

from attempts import HUNDRED, frame, wire


def attack():
    os.write(wire(), frame(HUNDRED)[:-2])
    os._exit(0)
