# outcome: passed
# It answers with the number of something that nobody holds, below nothing and past all bounds.
import os

import msgspec

from attempts import frame, wire


def attack():
    header = msgspec.msgpack.encode({"type": "returned", "value": ["h", -(2**63), "module"]})
    os.write(wire(), frame(header) + frame(msgspec.msgpack.encode({"type": "returned", "value": ["h", 2**64 - 1, "x" * 200]})))
