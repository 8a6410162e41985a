# outcome: out_of_memory
def attack():
    hoard = []
    while True:
        hoard.append(bytearray(2**26))
