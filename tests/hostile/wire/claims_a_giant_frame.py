# outcome: broke_protocol
# It announces a frame that no machine could hold.
import os

from attempts import wire


def attack():
    import struct

    os.write(wire(), struct.pack("<4sIQ", b"GRD1", 16, 2**62))
