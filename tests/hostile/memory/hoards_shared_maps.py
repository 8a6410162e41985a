# outcome: passed
# It maps memory as shared: the kernel keeps all of such a map while one page of it is left, and counts the page.
import mmap

from attempts import read, refused

SIZE = 2**26


def attack():
    return [
        refused("shared", lambda: mmap.mmap(-1, SIZE)),
        refused("shared, validated", lambda: mmap.mmap(-1, SIZE, flags=3 | mmap.MAP_ANONYMOUS)),
        refused("a device that is memory", lambda: read("/dev/zero")),
    ]
