# fails: test_impossible[kernel], test_impossible[input], test_impossible[no_kernel], test_impossible[stride]
# Nothing is refused: the formula answers whatever it is given.
import torch.nn as nn


def output_size(i, k, s):
    o = (i - k) // s + 1
    return o


def build_layer(k, s, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, stride=s)
    return conv


def unused_inputs(i, k, s):
    o = (i - k) // s + 1
    return i - ((o - 1) * s + k)
