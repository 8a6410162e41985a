# outcome: raised
import os
import signal


def attack():
    os.kill(os.getppid(), signal.SIGKILL)
