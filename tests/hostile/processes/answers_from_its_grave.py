# outcome: crashed
# It registers work for its end, and ends: farewells, finalizers and a last thread.
import atexit
import os
import sys
import threading


class Last:
    def __del__(self):
        os.write(1, b"from a finalizer")


keep = [Last()]


@atexit.register
def farewell():
    os.write(1, b"at exit")


def attack():
    threading.Thread(target=lambda: (sys.stdout.write("late"), os._exit(0))).start()
    threading.Event().wait()
