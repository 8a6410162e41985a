# outcome: passed
# It opens a socket of every family and kind that the kernel knows.
import socket

from attempts import refused

# inet, inet6, unix, netlink, packet, Bluetooth, CAN, the kernel's ciphers, virtual machines, XDP, and the others.
FAMILIES = range(1, 46)


def attack():
    return [
        refused(f"family {family}, kind {kind}", lambda: socket.socket(family, kind))
        for family in FAMILIES
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET)
    ]
