# outcome: timed_out
# It answers, and a thread of its takes every question before the worker sees it.
import os
import threading

from attempts import wire


def swallow():
    while os.read(wire(), 65536):
        pass


def attack():
    threading.Thread(target=swallow, daemon=True).start()
    threading.Thread(target=swallow, daemon=True).start()
    import time

    time.sleep(10**6)
