# outcome: out_of_memory
# Page-locked memory of the host, which the driver hands out; it stops at 4 GiB to spare the machine.
import time

import torch

held = []


def attack():
    for _ in range(16):
        held.append(torch.ones(2**26, pin_memory=True))
    time.sleep(5)
