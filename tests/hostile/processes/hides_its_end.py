# outcome: crashed
# It ends by a signal of its own making: abort, after blocking what abort sends.
import os
import signal


def attack():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGABRT})
    os.abort()
