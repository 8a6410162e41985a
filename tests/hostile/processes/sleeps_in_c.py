# outcome: timed_out
# It sleeps where no interpreter looks.
import time


def attack():
    time.sleep(10**6)
