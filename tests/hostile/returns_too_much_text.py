# outcome: raised
def attack():
    return "a" * 10**7
