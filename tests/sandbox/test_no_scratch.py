"""What a program is told that wants to write a file, and that only such a one is told it."""

from collections.abc import Iterator
from typing import Any

import pytest

from grader.model.errors import StudentNoScratch, StudentRaised
from grader.model.limits import Limits
from grader.sandbox.forked import ForkedSandbox

_WRITER = """
def open_to_write():
    open("notes.txt", "w")

def read():
    open("/etc/shadow")

def read_nothing():
    open("data.csv")

def double(x):
    return 2 * x
"""


@pytest.fixture
def writer(walled_sandbox: ForkedSandbox, talk: Any) -> Iterator[Any]:
    """A worker, in each sandbox."""
    with walled_sandbox.start(Limits(), files={}) as worker:
        conversation = talk(worker)
        conversation.load(_WRITER)
        yield conversation


def test_a_file_that_was_to_be_written_is_told_with_the_way_out(writer: Any) -> None:
    """The exception, that nothing can be written, and the student's own line; the worker lives on."""
    with pytest.raises(StudentNoScratch) as caught:
        writer.call("open_to_write")
    first, second, third = str(caught.value).splitlines()
    assert first.endswith("'notes.txt'")
    assert second == "No file can be written where you are graded: keep what you need in variables."
    assert third.endswith('in open_to_write: open("notes.txt", "w")')
    assert writer.call("double", 21) == 42


@pytest.mark.parametrize("call", ["read", "read_nothing"])
def test_reading_is_no_writing(writer: Any, call: str) -> None:
    """A file that cannot be read is an exception like any other."""
    with pytest.raises(StudentRaised, match=r"PermissionError|FileNotFoundError"):
        writer.call(call)
