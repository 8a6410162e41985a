# outcome: raised
def attack():
    found = []
    found.append(found)
    return found
