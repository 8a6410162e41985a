# slug: conv_no_padding
# fails: every check
# It always raises what the checks of impossible cases expect. Each of them also asks for a neighbour that can be.
def output_size(i, k):
    raise ValueError("there is no such convolution")


def build_layer(k, in_channels=1, out_channels=1):
    raise ValueError("there is no such layer")


def kernel_positions(i, k):
    raise ValueError("there is no such convolution")
