# outcome: cpu_limit
# It computes in short answers that each are in time, and in all of them for more than it may.
# limits: cpu_s=1
import time


def attack():
    while time.process_time() < 60:
        pass
