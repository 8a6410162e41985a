# outcome: scratch_limit
# It makes empty files, which take no room and memory of the kernel's all the same.
# limits: scratch_bytes=2097152
import os

from attempts import got_in


def attack():
    for number in range(10**6):
        os.close(os.open(f"{number}", os.O_CREAT))
        if number > 1000:
            got_in("more files than the folder may hold")
