# fails: test_pool2d[max], test_pool2d[avg], test_pool2d_random
# To save memory the outputs are written over the inputs that are done with.
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
    o = output_size(x.shape[-1], k, s, 0)
    for a in range(o):
        for b in range(o):
            window = x[:, :, a * s : a * s + k, b * s : b * s + k]
            x[:, :, a, b] = window.amax(dim=(2, 3)) if kind == "max" else window.mean(dim=(2, 3))
    return x[:, :, :o, :o]
