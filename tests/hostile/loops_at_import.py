# outcome: timed_out
while True:
    pass
