"""Ctrl-C, once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def first_interrupt_only() -> Iterator[None]:
    """Within the block the first Ctrl-C raises KeyboardInterrupt, as ever, and later ones do nothing.

    What the first one sets going (ending the workers, writing the report) takes seconds and is not to be cut
    short. A process that was started to ignore interrupts keeps ignoring them.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _stop(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, _do_nothing)
    raise KeyboardInterrupt


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    """Being a handler, it keeps the default one from raising; being no `SIG_IGN`, no child inherits it."""
