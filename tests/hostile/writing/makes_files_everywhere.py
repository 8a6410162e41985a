# outcome: passed
# It makes a file, a folder, a link, a queue and a device in every place it can think of.
import os
import stat

from attempts import TARGETS, refused


def attack():
    found = []
    for folder in [*TARGETS["folders"], os.getcwd(), os.path.dirname(TARGETS["given"][0])]:
        path = os.path.join(folder, TARGETS["mark"])
        found += [
            refused(f"file {path}", lambda: os.open(path, os.O_CREAT | os.O_WRONLY, 0o777)),
            refused(f"nameless {path}", lambda: os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)),
            refused(f"folder {path}", lambda: os.mkdir(path)),
            refused(f"link {path}", lambda: os.symlink("/etc/passwd", path)),
            refused(f"second name {path}", lambda: os.link(os.__file__, path)),
            refused(f"queue {path}", lambda: os.mkfifo(path)),
            refused(f"device {path}", lambda: os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 1))),
        ]
    return found
