# outcome: scratch_limit
# It keeps in files what its memory has no room for: files that are open and have no name, and maps of them.
# limits: scratch_bytes=4194304 open_files=100
import mmap
import os
import tempfile

from attempts import got_in

HELD = []


def attack():
    mapped = os.open("mapped", os.O_CREAT | os.O_RDWR)
    os.ftruncate(mapped, 2**20)
    HELD.append(mmap.mmap(mapped, 2**20, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ))
    sum(HELD[-1][::4096])
    count = 0
    while True:
        file = tempfile.TemporaryFile(buffering=0)
        HELD.append(file)
        count += file.write(bytes(2**18))
        if count > 4194304:
            got_in(f"{count} bytes in files where 4 MiB are allowed")
