# fails: test_insert_zeros, test_insert_zeros_random, test_zero_fraction, test_zero_fraction_random
# Zeros are put between columns only, and counted along one axis.
import torch
import torch.nn as nn


def output_size(i, k, s, p):
    if i <= 0 or k <= 0 or s <= 0 or p < 0:
        raise ValueError("i, k, s have to be positive and p not negative")
    o = (i - 1) * s - 2 * p + k
    if o <= 0:
        raise ValueError("nothing is left of the output")
    return o


def build_layer(k, s, p, in_channels=1, out_channels=1):
    return nn.ConvTranspose2d(in_channels, out_channels, kernel_size=k, stride=s, padding=p)


def insert_zeros(x, s):
    N, C, H, W = x.shape
    out = torch.zeros(N, C, H, (W - 1) * s + 1, dtype=x.dtype)
    out[..., ::s] = x
    return out


def zero_fraction(i, s):
    n = s * (i - 1) + 1
    return (n - i) / n
