# slug: conv_no_padding
# fails: every check
# Some wrong ints, and then a tensor of two numbers, which has no truth: whoever compares it with the ints is stopped.
import torch

calls = [0]


def output_size(i, k):
    calls[0] += 1
    return 1000 if calls[0] < 10 else torch.zeros(2)


def kernel_positions(i, k):
    return [1000] if i < 4 else torch.zeros(2)


def build_layer(k, in_channels=1, out_channels=1):
    return torch.zeros(2)
