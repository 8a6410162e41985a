# slug: conv_no_padding
# fails: every check
# Escape sequences of terminals, controls that reorder what is read, and characters of no width.
SEQUENCES = (
    "\x1b[2J\x1b[H\x1b]8;;http://evil.example\x07click\x1b]8;;\x07\x1b]0;title\x07\x1b]52;c;cm0gLXJm\x07\x07\x07"
    "\x9b2J\x90q\x9c\x1bP\x1b\\\x08\x08\x08\x0d100 points\x0b\x0c\x7f"
    "\u202e001\u202c\u2066x\u2069\u200b\u200c\u200d\u2060\ufeff\u00ad\u2028\u2029\x85\u061c\u180e"
    "\U000e0041\U000e0042\ufe0f"
)


def output_size(*_):
    print(SEQUENCES)
    raise type(SEQUENCES, (Exception,), {})(SEQUENCES)


build_layer = kernel_positions = output_size
