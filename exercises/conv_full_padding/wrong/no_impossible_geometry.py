# fails: test_impossible[input], test_impossible[no_kernel]
# Nothing is refused: the formula answers whatever it is given.
import torch.nn as nn


def output_size(i, k):
    return i + k - 1


def build_layer(k, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=k - 1)
    return conv


def dead_border(k, p):
    if p <= k - 1:
        return 0
    return p - k + 1
