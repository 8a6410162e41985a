# outcome: passed
# It sends filled sockets through one another and closes them, so that no table of descriptors has them.
import errno
import os
import socket

from attempts import got_in

MOST = 128 * 2**20


def attack():
    way, end = socket.socketpair()
    way.setblocking(False)
    sent = count = 0
    try:
        while count < MOST:
            left, right = socket.socketpair()
            left.setblocking(False)
            try:
                while True:
                    count += left.send(bytes(2**15))
            except BlockingIOError:
                pass
            socket.send_fds(way, [b"x"], [right.fileno()])
            left.close()
            right.close()
            sent += 1
    except OSError as error:
        # Too many references, no room on the way, or refused at once.
        if error.errno not in (errno.ETOOMANYREFS, errno.EAGAIN, errno.EPERM, errno.EMFILE):
            raise
    way.close()
    end.close()
    if count >= MOST:
        got_in(f"{sent} sockets in flight hold {count:,} bytes")
