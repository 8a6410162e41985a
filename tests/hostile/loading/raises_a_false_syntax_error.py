# outcome: raised
# It raises a syntax error whose fields are traps.
def attack():
    raise SyntaxError("\ud800", ("submission.py", {}, [], object()))
