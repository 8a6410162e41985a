# slug: conv_no_padding
# fails: every check
# Some wrong lists, and then arrays, lists of them, and numbers that are too long to be written out.
import numpy

odd = [numpy.zeros(2), [numpy.zeros(2)], 10**5000, [10**5000], float("nan"), [[[]]]]
calls = [0]


def answer(first):
    calls[0] += 1
    return first if calls[0] % 9 else odd[calls[0] // 9 % len(odd)]


def output_size(i, k):
    return answer(1000)


def kernel_positions(i, k):
    return answer([1000])


def build_layer(k, in_channels=1, out_channels=1):
    return odd
