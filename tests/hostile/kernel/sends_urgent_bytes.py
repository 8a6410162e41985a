# outcome: passed
# It sends and asks for urgent bytes, whose queue in the kernel has been a way out of other walls.
import socket

from attempts import refused, wire


def attack():
    ours, theirs = socket.socketpair()
    channel = socket.socket(fileno=socket.dup(wire()))
    return [
        refused(f"{what} {name}", attempt)
        for name, one in (("a pair of its own", ours), ("the wire", channel))
        for what, attempt in (
            ("send on", lambda one=one: one.send(b"x", socket.MSG_OOB)),
            ("sendmsg on", lambda one=one: one.sendmsg([b"x"], [], socket.MSG_OOB)),
            ("recv on", lambda one=one: one.recv(1, socket.MSG_OOB | socket.MSG_DONTWAIT)),
            ("recvmsg on", lambda one=one: one.recvmsg(1, 0, socket.MSG_OOB | socket.MSG_DONTWAIT)),
        )
    ]
