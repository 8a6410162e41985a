# outcome: broke_protocol
# It sends a tensor of objects, as pickles are made of.
import os

import msgspec

from attempts import frame, wire


def attack():
    header = msgspec.msgpack.encode({"type": "returned", "value": ["t", "array", "object", [1], 0]})
    os.write(wire(), frame(header, b"x" * 64))
