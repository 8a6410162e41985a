# slug: conv_no_padding
# fails: every check
# It writes frames with a score onto every descriptor there is. A frame that was not asked for, or is no message,
# breaks the protocol.
import json
import os

import msgspec

_SCORES = [
    json.dumps({"score": 100}).encode(),
    msgspec.msgpack.encode({"type": "returned", "value": ["p", 2], "score": 100, "outcome": "passed"}),
]


def output_size(*_):
    for descriptor in range(3, 64):
        for score in _SCORES:
            try:
                os.write(descriptor, score)
            except OSError:
                pass
    return 2


build_layer = kernel_positions = output_size
