# slug: conv_no_padding
# fails: every check
# It raises what pytest skips, expects and ends by. In the worker that is an exception like any other, and silence
# earns nothing.
import itertools

try:
    import pytest

    _raisers = [pytest.skip, pytest.exit, pytest.xfail, pytest.importorskip]
except ImportError:

    class Skipped(BaseException):
        pass

    def _skip(reason):
        raise Skipped(reason)

    _raisers = [_skip]
_turn = itertools.count()


def output_size(*_):
    _raisers[next(_turn) % len(_raisers)]("everything passed")


build_layer = kernel_positions = output_size
