# outcome: scratch_limit
# It makes small files without an end, in folders without an end, open ones and such as have no name any more.
# limits: scratch_bytes=2097152 open_files=200
import os

from attempts import got_in

KEPT = []


def attack():
    folder = "."
    for number in range(10**6):
        descriptor = os.open(f"{folder}/{number}", os.O_CREAT | os.O_RDWR)
        os.write(descriptor, bytes(4096))
        if number < 100:
            KEPT.append(descriptor)
            os.unlink(f"{folder}/{number}")
        else:
            os.close(descriptor)
        if number % 8 == 0:
            folder += "/d"
            os.mkdir(folder)
        if number > 512:
            got_in("more pages than the folder has")
