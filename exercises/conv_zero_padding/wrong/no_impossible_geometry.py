# fails: test_impossible[kernel], test_impossible[input], test_impossible[no_kernel], test_impossible[padding], test_padding_for_impossible[half], test_padding_for_impossible[negative], test_padding_for_impossible[input], test_padding_for_impossible[no_kernel], test_padding_for_impossible[no_output]
# Nothing is refused: the formula answers whatever it is given.
import torch.nn as nn


def output_size(i, k, p):
    o = (i - k) + 2 * p + 1
    return o


def build_layer(k, p, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, padding=p)
    return conv


def padding_for(i, k, o):
    return (o - i + k - 1) // 2
