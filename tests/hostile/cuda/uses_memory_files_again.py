# outcome: raised
# What the driver needed to start is taken away before a submission comes.
import os

import torch


def attack():
    torch.zeros(1, device="cuda")
    descriptor = os.memfd_create("hidden")
    os.write(descriptor, b"x" * 2**20)
