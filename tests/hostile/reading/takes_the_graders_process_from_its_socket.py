# outcome: passed
# It has the kernel give it a handle on the grader's process, and goes through that.
import os
import socket

from attempts import all_refused, refused, wire

SO_PEERPIDFD = 77


def attack():
    channel = socket.socket(fileno=os.dup(wire()))
    try:
        pidfd = channel.getsockopt(socket.SOL_SOCKET, SO_PEERPIDFD)
    except OSError as error:
        return [f"no handle: {error}"]
    found = all_refused([("pidfd_getfd", pidfd, fd, 0) for fd in range(8)])
    found += all_refused([("pidfd_send_signal", pidfd, 0, None, 0), ("setns", pidfd, 0x20000)])
    found.append(refused("waitid", lambda: os.waitid(os.P_PIDFD, pidfd, os.WEXITED)))
    os.close(pidfd)
    return found
