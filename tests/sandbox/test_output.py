"""What a worker prints."""

import os
import threading

from grader.sandbox.output import KEPT_BYTES, Output

_END_S = 10.0


def test_shows_what_has_been_printed_by_now() -> None:
    """The text is there as soon as it has been written, without waiting for the end."""
    reading, writing = os.pipe()
    output = Output(reading, 1000, lambda: None)
    for number in range(100):
        os.write(writing, f"{number},".encode())
        assert output.text.endswith(f"{number},")
    os.close(writing)
    output.close()


def test_keeps_the_beginning() -> None:
    """Of much output the first 16 KiB are kept, decoded leniently."""
    reading, writing = os.pipe()
    output = Output(reading, 10**6, lambda: None)
    os.write(writing, b"\xff" + b"x" * (2 * KEPT_BYTES))
    os.close(writing)
    output.close()
    assert output.text == "\ufffd" + "x" * (KEPT_BYTES - 1)
    assert not output.exceeded


def test_calls_once_past_the_limit() -> None:
    """One byte more than allowed is told once, and reading goes on."""
    reading, writing = os.pipe()
    told = threading.Semaphore(0)
    output = Output(reading, 10, told.release)
    os.write(writing, b"x" * 11)
    assert told.acquire(timeout=_END_S)
    os.write(writing, b"y" * 1000)
    os.close(writing)
    output.close()
    assert output.exceeded
    assert output.text == "x" * 11 + "y" * 1000
    assert not told.acquire(blocking=False)
