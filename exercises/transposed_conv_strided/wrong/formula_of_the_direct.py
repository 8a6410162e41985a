# fails: test_output_size, test_random_geometry, test_impossible[no_output]
# The size is that of the direct convolution.
import torch
import torch.nn as nn


def output_size(i, k, s, p):
    if i <= 0 or k <= 0 or s <= 0 or p < 0:
        raise ValueError("i, k, s have to be positive and p not negative")
    o = (i + 2 * p - k) // s + 1
    return o


def build_layer(k, s, p, in_channels=1, out_channels=1):
    return nn.ConvTranspose2d(in_channels, out_channels, kernel_size=k, stride=s, padding=p)


def insert_zeros(x, s):
    N, C, H, W = x.shape
    out = torch.zeros(N, C, (H - 1) * s + 1, (W - 1) * s + 1, dtype=x.dtype)
    for a in range(H):
        for b in range(W):
            out[:, :, a * s, b * s] = x[:, :, a, b]
    return out


def zero_fraction(i, s):
    n = s * (i - 1) + 1
    return (n * n - i * i) / (n * n)
