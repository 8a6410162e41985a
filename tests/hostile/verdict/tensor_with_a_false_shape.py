# slug: conv_no_padding
# fails: test_output_size, test_random_geometry, test_impossible[kernel], test_impossible[input], test_impossible[no_kernel], test_layer_output, test_kernel_positions, test_kernel_positions_random, test_kernel_positions_impossible[kernel], test_kernel_positions_impossible[input], test_kernel_positions_impossible[no_kernel]
# A tensor whose class rewrites `shape`, its operators and `__torch_function__`. What crosses are its bytes in the shape it
# claims, and those are judged: test_layer, for zeros of that shape, and nothing more.
import torch
from torch import nn


class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True

    @property
    def shape(self):
        return torch.Size([1, 1, 2, 2])

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return torch.zeros(1, 1, 2, 2)

    def size(self, *at):
        return self.shape


class Layer(nn.Conv2d):
    def forward(self, x):
        return torch.Tensor._make_subclass(Liar, torch.zeros(1))


def output_size(i, k):
    return torch.Tensor._make_subclass(Liar, torch.tensor(2.0))


def build_layer(k, in_channels=1, out_channels=1):
    return Layer(in_channels, out_channels, k)


def kernel_positions(i, k):
    return torch.Tensor._make_subclass(Liar, torch.tensor([0.0, 1.0]))
