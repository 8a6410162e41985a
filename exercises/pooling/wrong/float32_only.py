# fails: test_pool2d_random
# The outputs are put into a tensor of torch's default dtype, one after the other.
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
    if kind not in ("max", "avg"):
        raise ValueError("kind must be max or avg")
    N, C, i, _ = x.shape
    o = output_size(i, k, s, 0)
    out = torch.zeros(N, C, o, o)
    for a in range(o):
        for b in range(o):
            window = x[:, :, a * s : a * s + k, b * s : b * s + k]
            out[:, :, a, b] = window.amax(dim=(2, 3)) if kind == "max" else window.mean(dim=(2, 3))
    return out
