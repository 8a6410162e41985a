# outcome: no_scratch
# It writes a file of results, as an honest program might: there is nowhere to.
def attack():
    with open("results.csv", "w") as file:
        file.write("epoch,loss\n")
