# outcome: passed
# It forks by every call and every flag that makes a new process.
import os

from attempts import all_refused, call, refused

FLAGS = {"fork": 17, "vfork": 0x4111, "shared memory": 0x111, "namespaces": 0x7E020011, "no signal": 0, "parent": 0x8011}


def made(flags):
    # A child that is made after all must not run on as if it were this process.
    if call("clone", flags, None, None, None, None) == 0:
        os._exit(0)


def attack():
    found = [refused("os.fork", os.fork), refused("os.forkpty", os.forkpty)]
    found += [refused(f"clone {name}", lambda flags=flags: made(flags)) for name, flags in FLAGS.items()]
    return found + all_refused([("clone3", None, 0)])
