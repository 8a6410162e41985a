# slug: conv_no_padding
# fails: every check
# It computes nothing, and refuses every second call, as if what cannot be and its neighbour came in turns.
calls = {}


def answer(name, first):
    turn = calls[name] = calls.get(name, first) + 1
    if turn % 2:
        raise ValueError("there is no such convolution")
    return 0


def output_size(i, k):
    # The lecture's case is asked first, and refused as well.
    return answer("output_size", 0)


def kernel_positions(i, k):
    return answer("kernel_positions", 0)


def build_layer(k, in_channels=1, out_channels=1):
    raise ValueError("there is no such layer")
