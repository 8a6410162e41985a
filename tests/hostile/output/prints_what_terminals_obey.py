# outcome: passed
# It prints escape sequences, carriage returns, bells, null bytes and bytes that are no text.
import os


def attack():
    os.write(1, b"\x1b]0;owned\x07\x1b[2J\x1b[31m100 points\r\x00\xff\xfe\x9b31m\x1bP+q\x1b\\\x1b]52;c;eHg=\x07\n")
    print("\u202epassed\u2066", "\ud800".encode("utf-8", "surrogatepass"))
