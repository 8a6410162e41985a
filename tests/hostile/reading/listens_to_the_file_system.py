# outcome: passed
# It asks to be told what others read and write.
from attempts import all_refused, libc, refused


def attack():
    return all_refused([("inotify_init1", 0), ("fanotify_init", 0, 0), ("fanotify_init", 0x0C, 0), ("syslog", 2, None, 0)])
