# outcome: raised
# It leaves the program, and says that it earned the points.
import sys


def attack():
    sys.exit("100 points")
