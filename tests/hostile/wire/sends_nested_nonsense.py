# outcome: broke_protocol
# It sends a header that is nested twenty thousand deep.
import os

from attempts import wire


def attack():
    import struct

    header = b"\x82\xa4type\xa8returned\xa5value" + b"\x93\xa1l\xa4list\x91" * 20000
    os.write(wire(), struct.pack("<4sIQ", b"GRD1", len(header), 0) + header)
