# fails: test_impossible[input], test_impossible[no_kernel], test_impossible[stride], test_impossible[padding], test_impossible[output_padding], test_impossible[negative_output_padding], test_impossible[no_output]
# Nothing is refused: an impossible geometry gives some number.
import torch.nn as nn


def output_size(i, k, s, p, a):
    return s * (i - 1) + a + k - 2 * p


def build_layer(k, s, p, a, in_channels=1, out_channels=1):
    return nn.ConvTranspose2d(in_channels, out_channels, kernel_size=k, stride=s, padding=p, output_padding=a)


def output_padding_for(i, k, s, p):
    o = (i + 2 * p - k) // s + 1
    smallest = s * (o - 1) + k - 2 * p
    return i - smallest
