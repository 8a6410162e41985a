# outcome: broke_protocol
import os
import stat


def wire():
    """The descriptor of the channel to the grader."""
    for descriptor in range(64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                return descriptor
        except OSError:
            continue


def attack():
    import socket
    import time

    socket.socket(fileno=wire()).shutdown(socket.SHUT_RDWR)
    time.sleep(10**6)
