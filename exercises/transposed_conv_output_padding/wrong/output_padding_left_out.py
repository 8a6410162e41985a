# fails: test_output_size, test_random_geometry, test_impossible[no_output], test_layer, test_layer_output
# Output padding is neither in the formula nor given to the layer.
import torch.nn as nn


def output_size(i, k, s, p, a):
    if i <= 0 or k <= 0 or s <= 0 or p < 0:
        raise ValueError("i, k, s have to be positive and p not negative")
    if a < 0 or a >= s:
        raise ValueError("output padding has to be smaller than the stride")
    o = (i - 1) * s - 2 * p + k
    if o <= 0:
        raise ValueError("nothing is left of the output")
    return o


def build_layer(k, s, p, a, in_channels=1, out_channels=1):
    return nn.ConvTranspose2d(in_channels, out_channels, kernel_size=k, stride=s, padding=p)


def output_padding_for(i, k, s, p):
    o = (i + 2 * p - k) // s + 1
    smallest = s * (o - 1) + k - 2 * p
    return i - smallest
