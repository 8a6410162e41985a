# slug: conv_no_padding
# fails: every check
# Markup that a browser acts on, in messages, printed text, names of types and of functions.
MARKUP = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)>"
    "<a href='javascript:alert(1)'>10 of 10 points</a><!-- <style>*{display:none}</style>"
)


def output_size(*_):
    print(MARKUP)
    print("</code></pre></div>" + MARKUP)
    raise type(MARKUP, (Exception,), {})(MARKUP)


build_layer = kernel_positions = output_size
