# fails: test_inputs_with_same_output, test_inputs_with_same_output_random
# The sizes with the same output are counted from i upwards, wherever i stands among them.
import torch.nn as nn


def output_size(i, k, s, p):
    if i <= 0 or k <= 0 or s <= 0 or p < 0:
        raise ValueError("i, k, s have to be positive and p not negative")
    if i + 2 * p < k:
        raise ValueError("kernel is bigger than the padded input")
    o = (i + 2 * p - k) // s + 1
    return o


def build_layer(k, s, p, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, stride=s, padding=p)
    return conv


def inputs_with_same_output(i, k, s, p):
    return [i + a for a in range(s)]
