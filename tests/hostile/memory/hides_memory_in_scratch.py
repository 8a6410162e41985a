# outcome: scratch_limit
# It keeps in files what its memory has no room for: files without a name, open, mapped, half cut off.
# limits: scratch_bytes=4194304 open_files=100
import mmap
import os
import tempfile

from attempts import got_in, refused

HELD = []


def attack():
    shared = os.open("mapped", os.O_CREAT | os.O_RDWR)
    os.ftruncate(shared, 2**20)
    refused("a shared map", lambda: mmap.mmap(shared, 2**20))
    HELD.append(mmap.mmap(shared, 2**20, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ))
    sum(HELD[-1][::4096])
    count = 0
    while True:
        file = tempfile.TemporaryFile(buffering=0)
        HELD.append(file)
        count += file.write(bytes(2**18))
        if count > 4194304:
            got_in(f"{count} bytes in files where 4 MiB are allowed")
