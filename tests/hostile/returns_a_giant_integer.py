# outcome: raised
def attack():
    return 1 << 10**6
