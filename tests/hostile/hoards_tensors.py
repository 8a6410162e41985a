# outcome: out_of_memory
import torch


def attack():
    return torch.ones(10**10).sum()
