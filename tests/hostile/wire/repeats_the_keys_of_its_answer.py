# outcome: broke_protocol
# It sends an answer that is two answers, and fields that are of the wrong kind.
import os

from attempts import frame, wire


def attack():
    os.write(wire(), frame(b"\x84\xa4type\xa6raised\xa4kind\xc0\xa7message\x01\xa6frames\xa3abc"))
