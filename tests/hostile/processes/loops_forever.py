# outcome: timed_out
# It never ends.
def attack():
    while True:
        pass
