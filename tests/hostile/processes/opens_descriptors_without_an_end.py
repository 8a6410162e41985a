# outcome: open_files_limit
# It opens descriptors until it has no more.
import os


def attack():
    while True:
        os.dup(1)
