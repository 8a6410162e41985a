# fails: test_impossible[even], test_impossible[input], test_impossible[no_kernel], test_layer_even, test_same_padding_impossible[even], test_same_padding_impossible[no_kernel]
# Nothing is refused: the size stays as it is, whatever the kernel.
import torch.nn as nn


def output_size(i, k):
    return i


def build_layer(k, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=k // 2)
    return conv


def same_padding(k):
    return k // 2
