# outcome: passed
# It maps files of its scratch folder in the ways by which pages are held that nobody counts as its own.
# limits: scratch_bytes=2097152
import mmap
import os

from attempts import refused


def attack():
    descriptor = os.open("mapped", os.O_CREAT | os.O_RDWR)
    os.ftruncate(descriptor, 2**20)
    shared = [refused(f"shared, {prot}", lambda: mmap.mmap(descriptor, 2**20, flags=mmap.MAP_SHARED, prot=prot)) for prot in (1, 2, 3)]
    os.close(descriptor)
    return shared
