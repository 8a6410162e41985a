# outcome: output_limit
# It prints without an end.
def attack():
    while True:
        print("all work and no play")
