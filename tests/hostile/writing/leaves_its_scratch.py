# outcome: passed
# It has a folder to write in, and makes links, devices and programs there, or mounts, to get out of it.
# limits: scratch_bytes=1048576
import ctypes
import errno
import mmap
import os
import shutil
import stat

from grader.untrusted.opened import FILES

from attempts import TARGETS, all_refused, read, refused

PROGRAM = b"#!/bin/sh\necho out\n"


def run(path):
    os.execv(path, [path])


def code(path):
    with open(path, "rb") as file:
        mmap.mmap(file.fileno(), 4096, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_EXEC)


def attack():
    with open("program", "wb") as file:
        file.write(PROGRAM.ljust(4096))
    secret, given = TARGETS["secrets"][0], TARGETS["given"][0]
    nameless = os.open(".", os.O_TMPFILE | os.O_RDWR)
    outside = TARGETS["folders"][-1]
    found = [
        refused("symbolic link", lambda: os.symlink(secret, "link")),
        refused("hard link", lambda: os.link(secret, "link")),
        refused("second name", lambda: os.link("program", "link")),
        refused("name for a nameless file", lambda: os.link(f"/proc/self/fd/{nameless}", "named", follow_symlinks=True)),
        refused("moved out", lambda: os.rename("program", f"{outside}/{TARGETS['mark']}"), errno.EXDEV),
        refused("moved in", lambda: os.rename(secret, "secret"), errno.EXDEV),
        refused("copied in", lambda: shutil.copyfile(secret, "secret")),
        refused("removed", lambda: os.unlink(secret)),
        refused("folder elsewhere", lambda: os.mkdir(f"{outside}/{TARGETS['mark']}")),
        refused("out by the folder above", lambda: read(f"../../{secret}")),
        refused("names above", lambda: os.listdir("../..")),
        refused("names of the root", lambda: os.listdir("/")),
        refused("device", lambda: os.mknod("device", stat.S_IFBLK | 0o600, os.makedev(8, 0))),
        refused("null device", lambda: os.mknod("null", stat.S_IFCHR | 0o666, os.makedev(1, 3))),
        refused("pipe", lambda: os.mkfifo("pipe")),
        refused("setuid", lambda: os.chmod("program", 0o4755)),
        refused("setuid by descriptor", lambda: os.fchmod(nameless, 0o4755)),
        refused("owner", lambda: os.chown("program", 0, 0)),
        refused("mode of what it was given", lambda: os.chmod(given, 0)),
        refused("date", lambda: os.utime("program")),
        refused("label", lambda: os.setxattr("program", "user.x", b"1")),
        refused("program", lambda: run("./program")),
        refused("program by descriptor", lambda: os.execve(nameless, ["x"], {})),
        refused("code", lambda: code("program")),
        refused("library", lambda: ctypes.CDLL(os.path.abspath("program")), OSError),
        refused("working directory", lambda: os.chdir("/")),
    ]
    for descriptor in FILES.values():
        # It is opened for reading, and an early Landlock knows nothing of truncation.
        for access in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR):
            found.append(refused(f"truncated {access}", lambda: os.open(f"/proc/self/fd/{descriptor}", access | os.O_TRUNC)))
        found.append(refused("cut off", lambda: os.ftruncate(descriptor, 0), errno.EINVAL, errno.EBADF))
    for pid in TARGETS["pids"]:
        found.append(refused(f"view of {pid}", lambda: os.listdir(f"/proc/{pid}/root/dev/shm")))
    return found + all_refused(
        [
            ("mount", b"none", b"/dev/shm", None, 32 | 0x200000, b"size=1g"),
            ("mount", b"tmpfs", b"/tmp", b"tmpfs", 0, None),
            ("mount", b"/etc", b"/dev/shm", None, 4096, None),
            ("umount2", b"/dev/shm", 2),
            ("pivot_root", b".", b"."),
            ("chroot", b"."),
            ("unshare", 0x10000000),
            ("unshare", 0x20000),
            ("setns", nameless, 0),
            ("open_tree", -100, b"/", 1),
            ("move_mount", nameless, b"", -100, b".", 4),
            ("mount_setattr", -100, b"/dev/shm", 0, b"\0" * 32, 32),
            ("fsopen", b"tmpfs", 0),
        ]
    )
