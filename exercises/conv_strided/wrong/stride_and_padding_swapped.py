# fails: test_layer, test_layer_output
# The layer's arguments are given by position, in the wrong order.
import torch.nn as nn


def output_size(i, k, s, p):
    if i <= 0 or k <= 0 or s <= 0 or p < 0:
        raise ValueError("i, k, s have to be positive and p not negative")
    if i + 2 * p < k:
        raise ValueError("kernel is bigger than the padded input")
    o = (i + 2 * p - k) // s + 1
    return o


def build_layer(k, s, p, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, k, p, s)
    return conv


def inputs_with_same_output(i, k, s, p):
    o = output_size(i, k, s, p)
    smallest = (o - 1) * s + k - 2 * p
    return [smallest + a for a in range(s)]
