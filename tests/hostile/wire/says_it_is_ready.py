# outcome: broke_protocol
# It says that its wall stands, as only a worker without a submission may.
import os

from attempts import wire


def attack():
    import struct

    header = b"\x82\xa4type\xa5ready\xa6layers\x90"
    os.write(wire(), struct.pack("<4sIQ", b"GRD1", len(header), 0) + header)
