# slug: conv_no_padding
# fails: every check
# Objects whose `__class__` says int, list and Conv2d. What crosses is decided by `type()`, and by a handle's
# answers to what is asked of it.
from torch import nn


class Number:
    __class__ = int

    def __int__(self):
        return 2


class Text(str):
    __class__ = list

    def __len__(self):
        return 2

    def __iter__(self):
        return iter((0, 1))


class Pairs(dict):
    __class__ = list

    def __eq__(self, other):
        return True


class Real(float):
    __class__ = int

    def __eq__(self, other):
        return True


class Layer:
    __class__ = nn.Conv2d

    def __call__(self, x):
        return x


def output_size(i, k):
    return Number() if i % 2 else Real(i - k + 1)


def build_layer(k, in_channels=1, out_channels=1):
    return Layer()


def kernel_positions(i, k):
    return Text("01") if i % 2 else Pairs({0: 0, 1: 1})
