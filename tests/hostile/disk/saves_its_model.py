# outcome: no_scratch
# It saves a checkpoint, as an honest program might: there is nowhere to.
import torch


def attack():
    torch.save(torch.ones(10), "model.pt")
