# outcome: crashed
# It lifts Python's limit of recursion and runs its stack over.
import sys

sys.setrecursionlimit(2**31 - 1)


class Deep:
    def __repr__(self):
        return repr(self)

    def __getattr__(self, name):
        return getattr(self, name + "x")


def attack():
    return getattr(Deep(), "a"), repr(Deep())
