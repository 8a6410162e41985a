# outcome: passed
# It empties, renames, removes, re-dates and re-labels files that it may read, and files that it may not.
import os

from attempts import TARGETS, refused


def attack():
    found = []
    for path in [*TARGETS["given"], *TARGETS["secrets"], os.__file__]:
        found += [
            refused("empty", lambda: os.open(path, os.O_WRONLY | os.O_TRUNC)),
            refused("empty while reading", lambda: os.open(path, os.O_RDONLY | os.O_TRUNC)),
            refused("truncate", lambda: os.truncate(path, 0)),
            refused("append", lambda: os.open(path, os.O_WRONLY | os.O_APPEND)),
            refused("mode", lambda: os.chmod(path, 0)),
            refused("owner", lambda: os.chown(path, os.getuid(), -1)),
            refused("date", lambda: os.utime(path, (0, 0))),
            refused("rename", lambda: os.rename(path, path + "x")),
            refused("remove", lambda: os.unlink(path)),
            refused("label", lambda: os.setxattr(path, "user.note", b"x")),
            refused("label off", lambda: os.removexattr(path, "user.note")),
        ]
    return found
