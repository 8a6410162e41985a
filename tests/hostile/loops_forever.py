# outcome: timed_out
def attack():
    while True:
        pass
