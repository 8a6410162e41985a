# slug: conv_no_padding
# fails: test_output_size, test_random_geometry, test_impossible[kernel], test_impossible[input], test_impossible[no_kernel], test_layer_output, test_kernel_positions, test_kernel_positions_random, test_kernel_positions_impossible[kernel], test_kernel_positions_impossible[input], test_kernel_positions_impossible[no_kernel]
# It replaces the laboratory's tools in the worker, and claims type, parameters and outputs of a layer that is
# none. It earns test_layer, as a layer that computes zeros does honestly; what the layer computes with weights
# that the judge has drawn cannot be claimed.
import torch

import grader.untrusted.laboratory as tools


class Layer:
    def __call__(self, x):
        return torch.zeros(len(x), 1, x.shape[-2] - 2, x.shape[-1] - 2)


tools.is_module = lambda value, kind: True
tools.parameters = lambda model: [("weight", torch.zeros(1, 1, 3, 3)), ("bias", torch.zeros(1))]
tools.load_parameters = tools.move = tools.seed = lambda *args: None


def output_size(i, k):
    return 0


def build_layer(k, in_channels=1, out_channels=1):
    return Layer()


def kernel_positions(i, k):
    return []
