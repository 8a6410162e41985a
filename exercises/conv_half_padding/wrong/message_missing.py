# fails: test_impossible[even], test_impossible[input], test_impossible[no_kernel], test_layer_even, test_same_padding_impossible[even], test_same_padding_impossible[no_kernel]
# ValueError is raised, but it says nothing.
import torch.nn as nn


def output_size(i, k):
    if i <= 0 or k <= 0:
        raise ValueError
    if k % 2 == 0:
        raise ValueError
    p = k // 2
    o = i + 2 * p - k + 1
    return o


def build_layer(k, in_channels=1, out_channels=1):
    if k % 2 == 0:
        raise ValueError
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=k // 2)
    return conv


def same_padding(k):
    if k <= 0:
        raise ValueError
    if k % 2 == 0:
        raise ValueError
    return k // 2
