# fails: test_layer[avg], test_layer_output[avg], test_unknown_kind, test_pool2d[avg], test_pool2d_random
# The kind is ignored: everything is max pooling.
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
    return nn.MaxPool2d(kernel_size=k, stride=s, padding=p)


def pool2d(x, k, s, kind):
    windows = x.unfold(2, k, s).unfold(3, k, s)
    return windows.amax(dim=(4, 5))
