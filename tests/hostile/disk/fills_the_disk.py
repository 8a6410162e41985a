# outcome: passed
# It fills temporary folders: with one large file, a sparse one, and many small ones.
import os
import tempfile

from attempts import TARGETS, refused


def many(folder):
    for number in range(10**5):
        os.close(os.open(f"{folder}/{TARGETS['mark']}-{number}", os.O_CREAT | os.O_WRONLY))


def sparse(folder):
    descriptor = os.open(f"{folder}/{TARGETS['mark']}", os.O_CREAT | os.O_RDWR)
    os.ftruncate(descriptor, 2**40)


def attack():
    found = [refused("temporary", lambda: tempfile.NamedTemporaryFile()), refused("nameless", lambda: tempfile.TemporaryFile()), refused("folder", tempfile.mkdtemp)]
    for folder in TARGETS["folders"]:
        found += [refused(f"many in {folder}", lambda: many(folder)), refused(f"sparse in {folder}", lambda: sparse(folder))]
    return found
