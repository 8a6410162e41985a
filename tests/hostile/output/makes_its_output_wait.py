# outcome: passed
# It makes its end of the output non-blocking and asynchronous, and fills it at once.
import fcntl
import os

from attempts import refused


def attack():
    fcntl.fcntl(1, fcntl.F_SETFL, fcntl.fcntl(1, fcntl.F_GETFL) | os.O_NONBLOCK | os.O_APPEND)
    try:
        os.write(1, b"x" * 60000)
    except BlockingIOError:
        pass
    return [refused("owner", lambda: fcntl.fcntl(1, fcntl.F_SETOWN, os.getpid())), refused("size", lambda: fcntl.fcntl(1, 1031, 2**20)), refused("signal", lambda: fcntl.fcntl(1, 10, 9)), refused("notify", lambda: fcntl.fcntl(1, 1026, 1))]
