# outcome: timed_out
# It matches a text against an expression that backtracks for ever.
import re


def attack():
    return re.match(r"(a+)+b", "a" * 60)
