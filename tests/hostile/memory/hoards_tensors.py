# outcome: out_of_memory
# It asks for a tensor that is larger than the machine.
import torch


def attack():
    return torch.ones(10**10).sum()
