# slug: conv_no_padding
# fails: test_layer_output
# A layer that convolves square inputs alone. Every layer is asked about an input that is wider than high.
import torch
from torch import nn


class Layer(nn.Conv2d):
    def forward(self, x):
        made = super().forward(x)
        return made if x.shape[-1] == x.shape[-2] else torch.zeros_like(made)


def build_layer(k, in_channels=1, out_channels=1):
    return Layer(in_channels, out_channels, k)


def output_size(i, k):
    if not 1 <= k <= i:
        raise ValueError("the kernel does not fit")
    return i - k + 1


def kernel_positions(i, k):
    return list(range(output_size(i, k)))
