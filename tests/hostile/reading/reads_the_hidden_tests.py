# outcome: passed
# It looks for the hidden tests where it knows them, and wherever else they might lie.
import glob
import os
import sys

from attempts import TARGETS, got_in, read, refused


def attack():
    # What Python's own libraries hold is no secret, and to walk through it takes long.
    for folder in [*TARGETS["folders"], *(path for path in sys.path if "python" not in path), os.getcwd()]:
        for path in glob.glob(os.path.join(folder, "*", "hidden_tests.py")):
            got_in(path)
    return [refused(path, lambda path=path: read(path)) for path in TARGETS["secrets"]]
