# fails: test_pool2d_random
# One window reaches through all channels, and gives one value for all of them.
import torch
import torch.nn as nn
import torch.nn.functional as F


def output_size(i, k, s, p):
    if i <= 0 or k <= 0 or s <= 0 or p < 0:
        raise ValueError("i, k, s have to be positive and p not negative")
    if p > k / 2:
        raise ValueError("padding is more than half of the kernel")
    if i + 2 * p < k:
        raise ValueError("kernel is bigger than the padded input")
    return (i + 2 * p - k) // s + 1


def build_layer(k, s, p, kind="max"):
    if kind == "max":
        pool = nn.MaxPool2d(kernel_size=k, stride=s, padding=p)
    elif kind == "avg":
        pool = nn.AvgPool2d(kernel_size=k, stride=s, padding=p)
    else:
        raise ValueError("kind must be max or avg")
    return pool


def pool2d(x, k, s, kind):
    o = (x.shape[2] - k) // s + 1
    windows = F.unfold(x, k, stride=s)
    if kind == "max":
        pooled = windows.max(dim=1, keepdim=True)[0]
    elif kind == "avg":
        pooled = windows.mean(dim=1, keepdim=True)
    else:
        raise ValueError("kind must be max or avg")
    return pooled.view(-1, 1, o, o)
