# slug: conv_no_padding
# fails: every check
# An int whose operators always agree. Only an exact int crosses as a number; a subclass is an object.
class Size(int):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0

    def __sub__(self, other):
        return 0

    __rsub__ = __sub__


class Positions(list):
    def __eq__(self, other):
        return True

    def __len__(self):
        return 2


def output_size(i, k):
    return Size(1)


def build_layer(k, in_channels=1, out_channels=1):
    return Size(1)


def kernel_positions(i, k):
    return Positions([Size(0)])
