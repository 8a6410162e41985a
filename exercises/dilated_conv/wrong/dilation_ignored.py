# fails: test_output_size, test_random_geometry, test_impossible[kernel], test_layer, test_layer_output
# The dilation is neither in the formula nor given to the layer.
import torch.nn as nn


def output_size(i, k, s, d):
    if i <= 0 or k <= 0 or s <= 0 or d <= 0:
        raise ValueError("i, s have to be positive")
    k_hat = k
    if k_hat > i:
        raise ValueError("the dilated kernel is bigger than the input")
    o = (i - k_hat) // s + 1
    return o


def build_layer(k, s, d, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=k, stride=s)
    return conv


def effective_kernel_size(k, d):
    if k <= 0 or d <= 0:
        raise ValueError("k, d have to be positive")
    return k + (k - 1) * (d - 1)


def receptive_field(layers):
    r = 1
    jump = 1
    for k, s, d in layers:
        r = r + (k - 1) * d * jump
        jump = jump * s
    return r
