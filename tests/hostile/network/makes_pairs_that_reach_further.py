# outcome: passed
# It makes pairs of sockets of kinds whose messages could be addressed elsewhere.
import socket

from attempts import refused


def attack():
    kinds = (socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_RAW)
    found = [refused(f"pair {kind}", lambda kind=kind: socket.socketpair(socket.AF_UNIX, kind)) for kind in kinds]
    return found + [refused("TIPC", lambda: socket.socketpair(30, socket.SOCK_STREAM)), refused("inet", lambda: socket.socketpair(socket.AF_INET))]
