# fails: test_kernel_positions_random
# Always two positions, as in the lecture's picture.
import torch.nn as nn


def output_size(i, k):
    if i <= 0 or k <= 0:
        raise ValueError("i and k have to be positive")
    if k > i:
        raise ValueError("kernel is bigger than the input")
    return i - k + 1


def build_layer(k, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k)
    return conv


def kernel_positions(i, k):
    if k < 1 or k > i:
        raise ValueError("kernel is bigger than the input")
    return [0, i - k]
