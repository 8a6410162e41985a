# outcome: passed
# It fills pipes and sockets, whose memory is the kernel's and not counted as its own.
import errno
import fcntl
import os
import socket

from attempts import got_in, refused

MOST = 128 * 2**20


def fill(descriptor):
    os.set_blocking(descriptor, False)
    count = 0
    try:
        while True:
            count += os.write(descriptor, bytes(2**16))
    except BlockingIOError:
        return count


def attack():
    held, count = [], 0
    try:
        while True:
            left, right = socket.socketpair()
            held += [left.detach(), right.detach()]
            count += fill(held[-1])
            held += os.pipe()
            count += fill(held[-1])
    except OSError as error:
        if error.errno != errno.EMFILE:
            raise
    for descriptor in held:
        os.close(descriptor)
    if count >= MOST:
        got_in(f"{count:,} bytes are held by the kernel")
    return [refused("a larger pipe", lambda: fcntl.fcntl(1, 1031, 2**20))]
