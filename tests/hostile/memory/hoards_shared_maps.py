# outcome: out_of_memory
# It fills maps that are shared, which are not counted as data.
import mmap

hoard = []


def attack():
    while True:
        try:
            hoard.append(mmap.mmap(-1, 2**25))
        except OSError as error:
            raise MemoryError from error
        hoard[-1].write(b"x" * 2**25)
