# outcome: passed
# It prints past Python, through libc's own buffers and another descriptor of the same pipe.
import os

from attempts import libc


def attack():
    libc.puts(b"PASSED")
    libc.fflush(None)
    other = os.dup(1)
    os.write(other, b"100/100\n")
    os.close(other)
