# fails: test_impossible[kernel], test_impossible[input], test_impossible[no_kernel], test_impossible[stride], test_impossible[padding]
# Nothing is refused: an impossible geometry gives a size of 0, or an error by accident.
import torch.nn as nn


def output_size(i, k, s, p):
    o = (i + 2 * p - k) // s + 1
    return o


def build_layer(k, s, p, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, stride=s, padding=p)
    return conv


def inputs_with_same_output(i, k, s, p):
    o = output_size(i, k, s, p)
    smallest = (o - 1) * s + k - 2 * p
    return [smallest + a for a in range(s)]
