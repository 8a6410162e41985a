# outcome: timed_out
import torch


def attack():
    for _ in range(64):
        torch.cuda._sleep(2**62)
    torch.cuda.synchronize()
