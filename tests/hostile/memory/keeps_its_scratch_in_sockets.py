# outcome: passed
# It sends a byte of each page of a file into sockets, which keep the page, and cuts the file short.
# limits: scratch_bytes=1048576
import os
import socket

from attempts import refused


def attack():
    ends = [*socket.socketpair(), *os.pipe()]
    ends = [end if isinstance(end, int) else end.detach() for end in ends]
    file = os.open("page", os.O_CREAT | os.O_RDWR)
    os.pwrite(file, bytes(4096), 0)
    found = [refused(f"kept by {end}", lambda: os.sendfile(end, file, 0, 1)) for end in (*ends[:2], ends[3])]
    for descriptor in (*ends, file):
        os.close(descriptor)
    return found
