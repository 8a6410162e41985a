# outcome: timed_out
# It announces sixteen megabytes and sends nothing more.
import os
import time

from attempts import frame, wire


def attack():
    os.write(wire(), frame(b"x" * 16, claimed=2**24))
    time.sleep(10**6)
