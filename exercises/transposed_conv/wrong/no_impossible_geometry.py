# fails: test_impossible[input], test_impossible[no_kernel], test_impossible[stride], test_impossible[padding], test_impossible[no_output]
# Nothing is refused: an impossible geometry gives some number.
import torch
import torch.nn as nn
import torch.nn.functional as F


def output_size(i, k, s, p):
    return s * (i - 1) + k - 2 * p


def build_layer(k, s, p, in_channels=1, out_channels=1):
    return nn.ConvTranspose2d(in_channels, out_channels, kernel_size=k, stride=s, padding=p)


def as_direct_convolution(x, weight, p):
    k = weight.size(2)
    if not 0 <= p <= k - 1:
        raise ValueError("p has to be between 0 and k - 1")
    x = F.pad(x, (k - 1 - p,) * 4)
    w = torch.rot90(weight, 2, (2, 3)).permute(1, 0, 2, 3)
    return F.conv2d(x, w)
