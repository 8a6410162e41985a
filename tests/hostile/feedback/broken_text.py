# slug: conv_no_padding
# fails: every check
# Text that no encoding takes, or whose reader stops early: NUL, lone surrogates, bytes that are no UTF-8.
import os

TEXT = "before\x00after \ud800 \udfff \udc80 \ufffe \U0010ffff"


def output_size(*_):
    os.write(1, b"\xff\xfe\x00\x00 \xc3\x28 \xed\xa0\x80 \xf8\x88\x80\x80\x80\n")
    os.write(2, bytes(range(256)))
    print(TEXT)
    raise type("Null_\ufffe", (Exception,), {})(TEXT)


build_layer = kernel_positions = output_size
