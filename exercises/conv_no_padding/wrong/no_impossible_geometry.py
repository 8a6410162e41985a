# fails: test_impossible[kernel], test_impossible[input], test_impossible[no_kernel], test_kernel_positions_impossible[kernel], test_kernel_positions_impossible[input], test_kernel_positions_impossible[no_kernel]
# Nothing is refused: an impossible geometry gives 0 or less.
import torch.nn as nn


def output_size(i, k):
    return i - k + 1


def build_layer(k, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k)
    return conv


def kernel_positions(i, k):
    return list(range(i - k + 1))
