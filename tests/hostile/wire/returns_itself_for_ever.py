# outcome: raised
# It returns a list that contains itself.
def attack():
    found = []
    found.append(found)
    return found
