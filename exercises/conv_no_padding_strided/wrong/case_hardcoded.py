# fails: test_random_geometry, test_impossible[kernel], test_impossible[input], test_impossible[no_kernel], test_impossible[stride], test_layer_output, test_unused_inputs, test_unused_inputs_random
# Only the case of the guide works: its numbers are written into the functions.
import torch.nn as nn


def output_size(i, k, s):
    return 2


def build_layer(k, s, in_channels=1, out_channels=1):
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=2)
    return conv


def unused_inputs(i, k, s):
    return 0
