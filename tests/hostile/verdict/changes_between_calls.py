# slug: conv_no_padding
# fails: every check
# The function is another one each time it is looked up or called, and answers rightly once in a while. Every
# answer is judged by itself, so one wrong one fails the check; nothing is asked twice and believed once.
import itertools

_calls = itertools.count()


class Turns:
    def __call__(self, i, k, *rest):
        return i - k + 1 if next(_calls) % 3 == 5 else next(_calls)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Turns()
