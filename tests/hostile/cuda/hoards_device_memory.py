# outcome: out_of_memory
# The allocator's own limit is lifted first, so that only the watch from outside is left.
import torch

held = []


def attack():
    torch.cuda.set_per_process_memory_fraction(1.0)
    while True:
        held.append(torch.ones(2**26, device="cuda"))
        torch.cuda.synchronize()
