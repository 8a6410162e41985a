# outcome: timed_out
# It keeps the card busy without an end.
import torch


def attack():
    for _ in range(64):
        torch.cuda._sleep(2**62)
    torch.cuda.synchronize()
