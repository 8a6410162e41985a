# outcome: passed
# It closes its output and opens something else in its place.
import os


def attack():
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(null, stream)
    print("into nothing")
