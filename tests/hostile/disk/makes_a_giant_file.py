# outcome: file_size_limit
# It writes a larger file than one may be, after a sparse one in every way it can think of.
# limits: scratch_bytes=4194304 file_bytes=1048576
import errno
import os

from attempts import got_in, refused


def beyond(descriptor):
    os.lseek(descriptor, 2**40, os.SEEK_SET)
    os.write(descriptor, b"x")


def attack():
    descriptor = os.open("sparse", os.O_CREAT | os.O_RDWR)
    for what, attempt in {
        "truncated": lambda: os.ftruncate(descriptor, 2**40),
        "by its name": lambda: os.truncate("sparse", 2**40),
        "allocated": lambda: os.posix_fallocate(descriptor, 0, 2**40),
        "written at its end": lambda: os.pwrite(descriptor, b"x", 2**40),
        "written after a leap": lambda: beyond(descriptor),
    }.items():
        refused(what, attempt, errno.EFBIG)
    with open("giant", "wb", buffering=0) as file:
        while True:
            file.write(bytes(65536))
            if file.tell() > 1048576:
                got_in("a larger file than one may be")
