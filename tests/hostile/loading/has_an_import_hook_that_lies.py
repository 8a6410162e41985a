# outcome: passed
# It puts itself before every later import, and answers it with what it likes.
import builtins
import sys


class Liar:
    def find_spec(self, name, path=None, target=None):
        raise ImportError("there is no " + name)


sys.meta_path.insert(0, Liar())
sys.path_hooks.clear()
sys.path[:] = ["/tmp"]
original = builtins.__import__
builtins.__import__ = lambda name, *rest: original("math") if name == "torch" else original(name, *rest)


def attack():
    return 1
