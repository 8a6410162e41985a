# outcome: raised
import sys


def attack():
    sys.exit("100 points")
