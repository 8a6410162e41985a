# outcome: passed
# It asks for huge pages, of which 4 KiB would keep two MiB, and for memory to be moved where nobody counts it.
import mmap

from attempts import refused

HUGE, COLLAPSE, COLD, PAGE_OUT, FREE = 14, 25, 20, 21, 8


def attack():
    own = mmap.mmap(-1, 2**22, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    own.madvise(FREE)
    return [refused(f"advice {one}", lambda one=one: own.madvise(one)) for one in (HUGE, COLLAPSE, COLD, PAGE_OUT)]
