# outcome: output_limit
# It prints one line that never ends.
import os


def attack():
    while True:
        os.write(1, b"x" * 65536)
