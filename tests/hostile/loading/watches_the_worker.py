# outcome: passed
# It follows every line of the worker by tracing, profiling, audit hooks and the collector's callbacks.
import gc
import sys
import threading

seen = []


def watch(*arguments):
    if len(seen) < 1000:
        seen.append(str(arguments[1:2]))
    return watch


sys.settrace(watch)
sys.setprofile(watch)
sys.addaudithook(watch)
threading.settrace(watch)
gc.callbacks.append(watch)


def attack():
    gc.collect()
    return 1
