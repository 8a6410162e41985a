# outcome: raised
# An assertion on the device fails, and from then on every call to the device does: the context is spoilt.
import torch


def attack():
    rows = torch.zeros(4, 4, device="cuda")
    return rows[torch.full((8,), 1000, device="cuda")].sum().item()
