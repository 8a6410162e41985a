# outcome: passed
# It writes to the training set through the descriptors it was given, by every call that could.
import errno
import mmap
import os

from grader.untrusted.opened import FILES

from attempts import call, got_in, libc, refused

ALSO = (errno.EBADF, errno.EINVAL, errno.EFBIG)


def attack():
    found = []
    for name, given in FILES.items():
        before = os.pread(given, 4096, 0)
        source, sink = os.pipe()
        os.write(sink, b"x" * 100)
        found += [
            refused("write", lambda: os.pwrite(given, b"x", 0), *ALSO),
            refused("truncate", lambda: os.ftruncate(given, 0), *ALSO),
            refused("allocate", lambda: os.posix_fallocate(given, 0, 100), *ALSO),
            refused("mode", lambda: os.fchmod(given, 0), *ALSO),
            refused("owner", lambda: os.fchown(given, 0, 0), *ALSO),
            refused("date", lambda: os.utime(given, (0, 0)), *ALSO),
            refused("send", lambda: os.sendfile(given, next(iter(FILES.values())), 0, 10), *ALSO),
            refused("copy", lambda: os.copy_file_range(given, given, 10, 0, 100), *ALSO),
            refused("splice", lambda: call("splice", source, None, given, None, 10, 0), *ALSO),
            refused("map", lambda: mmap.mmap(given, 100, mmap.MAP_SHARED, mmap.PROT_WRITE | mmap.PROT_READ), *ALSO),
            refused("again", lambda: os.open(f"/proc/self/fd/{given}", os.O_RDWR), *ALSO),
        ]
        with mmap.mmap(given, 100, access=mmap.ACCESS_COPY) as memory:
            memory[0] ^= 255
        os.close(source)
        os.close(sink)
        if os.pread(given, 4096, 0) != before:
            got_in("the training set is changed")
    return found
