# fails: test_impossible[input], test_impossible[no_kernel], test_impossible[stride], test_impossible[padding], test_impossible[no_output]
# Nothing is refused: an impossible geometry gives some number.
import torch
import torch.nn as nn


def output_size(i, k, s, p):
    return s * (i - 1) + k - 2 * p


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
