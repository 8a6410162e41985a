# outcome: raised
# It returns a text of ten megabytes.
def attack():
    return "a" * 10**7
