# outcome: raised
# It returns an integer of a million bits.
def attack():
    return 1 << 10**6
