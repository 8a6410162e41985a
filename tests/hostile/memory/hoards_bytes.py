# outcome: out_of_memory
# It fills memory with bytes until it is stopped.
def attack():
    hoard = []
    while True:
        hoard.append(bytearray(2**26))
