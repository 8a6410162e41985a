# outcome: passed
# It leaves its session, its group, its parent and its user.
import os

from attempts import all_refused, refused


def attack():
    # Each worker leads a session of its own already, which forbids it another.
    return [
        refused("session", os.setsid), refused("group", lambda: os.setpgid(0, 0)), refused("user", lambda: os.setresuid(0, 0, 0)),
        refused("group id", lambda: os.setresgid(0, 0, 0)), refused("groups", lambda: os.setgroups([0])),
        *all_refused([("setpgid", 0, 0)]),
    ]
