# fails: test_layer_output
# One channel in and one out, whatever is asked for.
import torch.nn as nn


def output_size(i, k):
    if i <= 0 or k <= 0:
        raise ValueError("i and k have to be positive")
    if k > i:
        raise ValueError("kernel is bigger than the input")
    return i - k + 1


def build_layer(k, in_channels=1, out_channels=1):
    conv = nn.Conv2d(1, 1, kernel_size=k)
    return conv


def kernel_positions(i, k):
    if k < 1 or k > i:
        raise ValueError("kernel is bigger than the input")
    return [x for x in range(i) if x + k <= i]
