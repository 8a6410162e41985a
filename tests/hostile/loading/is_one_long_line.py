# outcome: passed
# It makes a program of one line and a hundred kilobytes, and runs that.
def attack():
    return len(eval("[" + ",".join("1" for _ in range(2**16)) + "]", {}))
