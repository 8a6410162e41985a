# outcome: scratch_limit
# It fills its scratch folder with one file, and counts what fitted.
# limits: scratch_bytes=2097152
from attempts import got_in


def attack():
    count = 0
    with open("filling", "wb", buffering=0) as file:
        while True:
            count += file.write(bytes(65536))
            if count > 2097152:
                got_in(f"{count} bytes where 2 MiB are allowed")
