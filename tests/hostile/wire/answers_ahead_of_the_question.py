# outcome: passed
# It sends ten answers to questions that have not been asked yet.
import os

from attempts import wire


def attack():
    import struct

    header = b"\x82\xa4type\xa8returned\xa5value\x92\xa1p\x64"
    for _ in range(10):
        os.write(wire(), struct.pack("<4sIQ", b"GRD1", len(header), 0) + header)
