# outcome: crashed
# It puts its end of the output into sockets that only hold each other, and ends: who waits for the end waits.
import os
import socket


def attack():
    left, right = socket.socketpair()
    socket.send_fds(left, [b"x"], [1, 2, right.fileno(), left.fileno()])
    socket.send_fds(right, [b"x"], [1, 2, right.fileno(), left.fileno()])
    left.close()
    right.close()
    os._exit(0)
