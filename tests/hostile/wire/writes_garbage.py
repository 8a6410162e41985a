# outcome: broke_protocol
# It writes text on the wire.
import os

from attempts import wire


def attack():
    os.write(wire(), b"score: 100\n" * 100)
