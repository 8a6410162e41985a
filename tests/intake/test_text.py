"""Which bytes can be Python source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.text import find_fault


@pytest.mark.parametrize(
    "source",
    [
        b"x = 1\n",
        "x = '\N{GREEK SMALL LETTER PI}'\n".encode(),
        b"\xef\xbb\xbfx = 1\n",
        b"# -*- coding: latin-1 -*-\nx = '\xe9'\n",
        b"#!/usr/bin/python\n# coding: cp1252\nx = '\x80'\n",
        b"def f(:\n",
        b"x = 1\r\ny = 2\r",
    ],
)
def test_source_that_may_be_python(source: bytes) -> None:
    """UTF-8 with or without its mark, and text of a declared encoding, has no fault; syntax is not asked."""
    assert find_fault(source, "a.py") == ""


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (b"", "a.py is empty"),
        (b" \n\t\r\n", "a.py is empty"),
        (b"\xef\xbb\xbf", "a.py is empty"),
        (b"x = 1\0", "a.py is not text: byte 0x00 at offset 5; hand in Python source, saved as UTF-8"),
        ("x = 1".encode("utf-16"), "a.py is UTF-16 text; save it as UTF-8"),
        ("x = 1".encode("utf-32"), "a.py is UTF-32 text; save it as UTF-8"),
        (b"x = '\xe9'\n", "a.py is not utf-8 text: byte 0xe9 at offset 5; save it as UTF-8"),
        (b"\n\n\nx = '\xe9'\n", "a.py is not utf-8 text: byte 0xe9 at offset 8; save it as UTF-8"),
        (
            b"# coding: ascii\nx = '\xe9'\n",
            "a.py is not ascii text: byte 0xe9 at offset 21; save it as UTF-8",
        ),
        (
            b"# coding: klingon\nx = 1\n",
            "a.py declares an encoding that does not exist; save it as UTF-8 without that line",
        ),
        (
            b"# coding: rot13\nk = 1\n",
            "a.py declares the encoding rot13, which is none for programs; save it as UTF-8",
        ),
        (
            b"# coding: punycode\n" + b"-a" * 300_000,
            "a.py declares the encoding punycode, which is none for programs; save it as UTF-8",
        ),
    ],
)
def test_fault(source: bytes, fault: str) -> None:
    """Each kind of file that cannot be source gets its own line, with the place and the way out."""
    assert find_fault(source, "a.py") == fault


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: b"# coding: " + tail))
def test_any_bytes_have_an_answer(source: bytes) -> None:
    """No bytes make the search raise, and the answer is one line of encodable text."""
    fault = find_fault(source, "a.py")
    assert "\n" not in fault
    assert fault.encode() or source.strip()
