# fails: test_layer, test_layer_output
# The layer is built without its bias.
import torch
import torch.nn as nn
import torch.nn.functional as F


def output_size(i, k, s, p):
    if i <= 0 or k <= 0 or s <= 0 or p < 0:
        raise ValueError("i, k, s have to be positive and p not negative")
    o = (i - 1) * s - 2 * p + k
    if o <= 0:
        raise ValueError("nothing is left of the output")
    return o


def build_layer(k, s, p, in_channels=1, out_channels=1):
    return nn.ConvTranspose2d(in_channels, out_channels, kernel_size=k, stride=s, padding=p, bias=False)


def as_direct_convolution(x, weight, p):
    k = weight.size(2)
    if not 0 <= p <= k - 1:
        raise ValueError("p has to be between 0 and k - 1")
    x = F.pad(x, (k - 1 - p,) * 4)
    w = torch.rot90(weight, 2, (2, 3)).permute(1, 0, 2, 3)
    return F.conv2d(x, w)
