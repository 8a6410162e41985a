# outcome: timed_out
import time


def attack():
    time.sleep(10**6)
