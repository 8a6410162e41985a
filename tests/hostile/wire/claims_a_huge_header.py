# outcome: broke_protocol
# It announces a header of four gigabytes.
import os

from attempts import wire


def attack():
    os.write(wire(), b"GRD1" + b"\xff" * 4 + bytes(8))
