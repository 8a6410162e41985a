# slug: conv_no_padding
# fails: every check
# Lines of a million letters, and of letters that stack up or have no end.
def output_size(*_):
    print("x" * 500_000)
    raise type("Error" + "r" * 1_000_000, (Exception,), {})("z" * 1_000_000 + "\u0300" * 100_000)


def build_layer(k, in_channels=1, out_channels=1):
    return type("L" * 1_000_000, (), {})()


def kernel_positions(i, k):
    return ["e" * 500_000, "\u0301" * 100_000]
