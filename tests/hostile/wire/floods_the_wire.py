# outcome: passed
# It sends answers faster than anybody reads them, from a thread that never stops.
import os
import threading

from attempts import HUNDRED, frame, wire


def flood():
    while True:
        os.write(wire(), frame(HUNDRED) * 100)


def attack():
    threading.Thread(target=flood, daemon=True).start()
    threading.Event().wait()
