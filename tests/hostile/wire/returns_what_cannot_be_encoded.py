# outcome: raised
# It returns text that no encoding can express.
def attack():
    return ["\ud800"]
