# outcome: raised
def attack():
    return ["\ud800"]
