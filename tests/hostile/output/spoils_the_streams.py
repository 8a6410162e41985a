# outcome: passed
# It leaves streams that cannot be flushed.
import linecache
import sys


class Stream:
    def flush(self):
        raise SystemExit


def attack():
    linecache.cache = None
    sys.stdout, sys.stderr = None, Stream()
