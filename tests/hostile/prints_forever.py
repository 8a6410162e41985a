# outcome: output_limit
def attack():
    while True:
        print("all work and no play")
