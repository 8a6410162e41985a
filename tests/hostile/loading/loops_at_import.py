# outcome: timed_out
# It never finishes being loaded.
while True:
    pass
