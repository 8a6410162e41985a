"""Ctrl-C, once."""

import signal

import pytest

from grader.cli.interrupt import first_interrupt_only


def test_only_the_first_interrupts() -> None:
    """The first Ctrl-C raises, further ones let the work after it be finished; then all is as before."""
    heard = []

    def work() -> None:
        with first_interrupt_only():
            try:
                signal.raise_signal(signal.SIGINT)
            finally:
                signal.raise_signal(signal.SIGINT)
                signal.raise_signal(signal.SIGINT)
                heard.append("all")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert heard == ["all"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_interrupts_that_are_ignored_stay_so() -> None:
    """A process that was started to ignore Ctrl-C is not stopped by one."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with first_interrupt_only():
            signal.raise_signal(signal.SIGINT)
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
