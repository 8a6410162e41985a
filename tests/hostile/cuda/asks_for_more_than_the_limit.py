# outcome: out_of_memory
# It asks torch's allocator for more of the card than it may have.
import torch


def attack():
    return torch.empty(2**40, dtype=torch.uint8, device="cuda").numel()
