# outcome: timed_out
# It computes an integer that no time suffices for.
def attack():
    return (10**10**7) ** 3
