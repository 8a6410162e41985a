# outcome: raised
def attack():
    raise SyntaxError("\ud800", ("submission.py", {}, [], object()))
