# outcome: passed
# It attaches programs that the kernel runs to its own socket: the way to place code of one's choice in it.
import ctypes
import errno
import os
import socket

from attempts import refused, wire

SO_ATTACH_FILTER, SO_ATTACH_BPF, SO_ATTACH_REUSEPORT_CBPF, SO_LOCK_FILTER = 26, 50, 51, 44


def attack():
    left, right = socket.socketpair()
    # One instruction: accept everything.
    code = ctypes.create_string_buffer((6).to_bytes(2, "little") + bytes(2) + b"\xff" * 4)
    program = (1).to_bytes(8, "little") + ctypes.addressof(code).to_bytes(8, "little")
    return [
        refused("filter", lambda: left.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)),
        refused("eBPF", lambda: left.setsockopt(socket.SOL_SOCKET, SO_ATTACH_BPF, 1), errno.EBADF, errno.EINVAL),
        refused("force", lambda: left.setsockopt(socket.SOL_SOCKET, 32, 2**30)),
        refused("mark", lambda: left.setsockopt(socket.SOL_SOCKET, 36, 1)),
    ]
