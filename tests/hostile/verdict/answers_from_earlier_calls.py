# slug: conv_no_padding
# fails: every check
# It remembers every question and returns answers to earlier ones. Nothing in a question is its answer, and no
# answer of the judge's ever comes back.
_seen = []


def output_size(i, k):
    _seen.append((i, k))
    return _seen[-2][0] if len(_seen) > 1 else 0


def build_layer(k, in_channels=1, out_channels=1):
    return _seen


def kernel_positions(i, k):
    _seen.append((i, k))
    return [number for pair in _seen[:-1] for number in pair][:2] or [7]
