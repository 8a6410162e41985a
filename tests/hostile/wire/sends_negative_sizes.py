# outcome: broke_protocol
# It sends a tensor with a side of less than nothing.
import os
import struct

import msgspec

from attempts import frame, wire


def attack():
    header = msgspec.msgpack.encode({"type": "returned", "value": ["t", "tensor", "float32", [-1, -4], 0]})
    os.write(wire(), frame(header, b"x" * 64))
