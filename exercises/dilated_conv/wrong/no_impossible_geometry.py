# fails: test_impossible[kernel], test_impossible[input], test_impossible[no_kernel], test_impossible[stride], test_impossible[dilation], test_effective_kernel_size_impossible[no_kernel], test_effective_kernel_size_impossible[dilation]
# Nothing is refused: the formulas answer whatever they are given.
import torch.nn as nn


def output_size(i, k, s, d):
    k_hat = effective_kernel_size(k, d)
    o = (i - k_hat) // s + 1
    return o


def build_layer(k, s, d, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, stride=s, dilation=d)
    return conv


def effective_kernel_size(k, d):
    return k + (k - 1) * (d - 1)


def receptive_field(layers):
    r = 1
    jump = 1
    for k, s, d in layers:
        r = r + (k - 1) * d * jump
        jump = jump * s
    return r
