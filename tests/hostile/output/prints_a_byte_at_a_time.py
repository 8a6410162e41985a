# outcome: output_limit
# It prints without an end, one byte in each call, on both streams and from several threads.
import os
import threading


def drip(stream):
    while True:
        os.write(stream, b".")


def attack():
    for stream in (1, 2, 1):
        threading.Thread(target=drip, args=(stream,), daemon=True).start()
    drip(2)
