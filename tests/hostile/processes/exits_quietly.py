# outcome: crashed
# It ends the process with the status of success.
import os


def attack():
    os._exit(0)
