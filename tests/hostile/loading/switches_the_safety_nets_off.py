# outcome: passed
# It switches recursion limits, fault handlers, warnings and the collector to their worst.
import faulthandler
import gc
import signal
import sys
import warnings

sys.setrecursionlimit(10**9)
sys.setswitchinterval(10**3)
gc.disable()
gc.set_threshold(0)
warnings.simplefilter("error")
faulthandler.enable(file=1, all_threads=True)
faulthandler.dump_traceback_later(0.01, repeat=False, file=2)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
    signal.signal(number, lambda *_: None)


def attack():
    return 1
