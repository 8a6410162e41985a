# outcome: broke_protocol
# It sends a tensor that reaches beyond the bytes that came with it.
import os

import msgspec

from attempts import frame, wire


def attack():
    header = msgspec.msgpack.encode({"type": "returned", "value": ["t", "tensor", "float64", [1000], 0]})
    os.write(wire(), frame(header, b"x" * 64))
