# outcome: passed
# It sends itself the signals that stop a process and cannot be told from silence.
import os
import signal

from attempts import refused


def attack():
    return [refused(f"signal {number}", lambda number=number: os.kill(os.getpid(), number)) for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGKILL)]
