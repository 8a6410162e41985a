# fails: test_impossible[kernel], test_impossible[input], test_impossible[no_kernel], test_impossible[stride], test_impossible[padding], test_impossible[too_much_padding]
# Nothing is refused: an impossible geometry gives some number, or an error by accident.
import torch
import torch.nn as nn
import torch.nn.functional as F


def output_size(i, k, s, p):
    return (i + 2 * p - k) // s + 1


def build_layer(k, s, p, kind="max"):
    if kind == "max":
        pool = nn.MaxPool2d(kernel_size=k, stride=s, padding=p)
    elif kind == "avg":
        pool = nn.AvgPool2d(kernel_size=k, stride=s, padding=p)
    else:
        raise ValueError("kind must be max or avg")
    return pool


def pool2d(x, k, s, kind):
    if kind not in ("max", "avg"):
        raise ValueError("kind must be max or avg")
    windows = x.unfold(2, k, s).unfold(3, k, s)
    if kind == "max":
        return windows.amax(dim=(4, 5))
    return windows.mean(dim=(4, 5))
