"""Frames: a 16-byte prefix, a bounded header, raw buffers after it."""

import mmap
import struct
import sys
from collections.abc import Callable, Sequence
from socket import socket
from typing import NamedTuple

from grader.wire.errors import WireClosed, WireError

PREFIX = struct.Struct("<4sIQ")
MAGIC = b"GRD1"
MIB = 1024 * 1024


class Room(NamedTuple):
    """How large the two parts of a frame may be, in bytes."""

    header: int
    body: int


REPLY = Room(header=1 * MIB, body=256 * MIB)
# A request may repeat what a reply held, with something around it, so it may be larger.
REQUEST = Room(header=4 * MIB, body=512 * MIB)
ALIGNMENT = 64
# From here on a buffer is mapped: the kernel provides its pages as they are filled, not as they are claimed.
_MAPPED_BYTES = 1 * MIB

Bytes = bytes | bytearray | memoryview
# Blocks until the socket may be read (False) or written (True); raises where waiting must end.
Wait = Callable[[bool], None]


def _no_wait(writing: bool) -> None:
    """A blocking socket waits by itself."""


def send_frame(
    channel: socket,
    header: bytes,
    buffers: Sequence[Bytes] = (),
    wait: Wait = _no_wait,
    room: Room = REPLY,
) -> None:
    """Write one frame, each buffer padded to a multiple of 64 bytes.

    Raises:
        WireError: the frame is larger than the wire allows; nothing of it has been sent.
        WireClosed: the other side is gone.
    """
    pieces = [memoryview(buffer).cast("B") for buffer in buffers if memoryview(buffer).nbytes]
    size = sum(padded(len(piece)) for piece in pieces)
    if len(header) > room.header or size > room.body:
        raise WireError(
            f"a message of {len(header) + size:,} bytes is more than the wire carries "
            f"({room.header:,} for plain values, {room.body:,} for tensors)"
        )
    _send(channel, memoryview(PREFIX.pack(MAGIC, len(header), size) + header), wait)
    for piece in pieces:
        _send(channel, piece, wait)
        if gap := padded(len(piece)) - len(piece):
            _send(channel, memoryview(bytes(gap)), wait)


def receive_frame(
    channel: socket,
    wait: Wait = _no_wait,
    room: Room = REPLY,
) -> tuple[bytes, memoryview]:
    """Read one frame: its header, and its body as writable memory.

    Raises:
        WireError: what arrives is no frame, or larger than allowed.
        WireClosed: the other side is gone.
    """
    magic, header_size, body_size = PREFIX.unpack(_receive(channel, PREFIX.size, wait))
    if magic != MAGIC:
        raise WireError(f"a frame begins with {MAGIC!r}, not {bytes(magic)!r}")
    if header_size > room.header or body_size > room.body:
        raise WireError(f"a frame of {header_size:,} + {body_size:,} bytes is larger than allowed")
    header = bytes(_receive(channel, header_size, wait))
    return header, _receive(channel, body_size, wait)


def padded(size: int) -> int:
    """The size rounded up to the wire's alignment, in bytes."""
    return -(-size // ALIGNMENT) * ALIGNMENT


def _send(channel: socket, data: memoryview, wait: Wait) -> None:
    # Most of what is sent finds room at once; whoever takes it in small bites is waited for after each.
    while data:
        try:
            data = data[channel.send(data) :]
        except BlockingIOError:
            pass
        except OSError as error:
            raise WireClosed(str(error)) from error
        if data:
            wait(True)


def _mapped(size: int) -> mmap.mmap:
    # A shared map, which is the default where there is another kind, is refused behind the wall.
    if sys.platform == "win32":
        return mmap.mmap(-1, size)
    return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def _receive(channel: socket, size: int, wait: Wait) -> memoryview:
    whole = memoryview(bytearray(size) if size < _MAPPED_BYTES else _mapped(size))
    left = whole
    while left:
        try:
            count = channel.recv_into(left)
        except BlockingIOError:
            wait(False)
            continue
        except OSError as error:
            raise WireClosed(str(error)) from error
        if count == 0:
            raise WireClosed("the other side closed the wire")
        left = left[count:]
        if left:
            wait(False)
    return whole
