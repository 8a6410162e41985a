# outcome: out_of_memory
import torch


def attack():
    return torch.empty(2**40, dtype=torch.uint8, device="cuda").numel()
