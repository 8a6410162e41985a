# outcome: passed
# It opens folders only as places (O_PATH), and files relative to them.
import os

from attempts import TARGETS, refused


def attack():
    found = []
    for secret in TARGETS["secrets"]:
        folder, name = os.path.split(secret)

        def relative(folder=folder, name=name):
            place = os.open(folder, os.O_PATH | os.O_DIRECTORY)
            try:
                return os.read(os.open(name, os.O_RDONLY, dir_fd=place), 100)
            finally:
                os.close(place)

        def again(secret=secret):
            place = os.open(secret, os.O_PATH)
            try:
                return os.read(os.open(f"/proc/self/fd/{place}", os.O_RDONLY), 100)
            finally:
                os.close(place)

        found += [refused(f"beside {folder}", relative), refused(f"again {secret}", again)]
    return found
