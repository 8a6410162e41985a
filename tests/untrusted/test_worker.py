"""A worker's loop, over a socket pair and with no wall around it."""

import socket
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from grader.untrusted.worker import work
from grader.wire.frame import REPLY, receive_frame, send_frame
from grader.wire.message import Call, Get, Load, Raised, Reply, Request, Returned, pack, unpack_reply
from grader.wire.value import Held, Plain

Ask = Callable[[Request], Reply]


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Puts a request to a worker in a thread of this process."""
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=work, args=(theirs,))
    thread.start()

    def exchange(request: Request) -> Reply:
        send_frame(ours, pack(request))
        return unpack_reply(receive_frame(ours)[0])

    yield exchange
    ours.close()
    thread.join()
    theirs.close()
    sys.modules.pop("handed_in", None)


def call(ask: Ask, source: bytes) -> Reply:
    """What the function `f` of a submission returns."""
    ask(Load(filename="handed_in.py", source=source))
    found = ask(Get(target=0, name="f"))
    assert isinstance(found, Returned)
    assert isinstance(found.value, Held)
    return ask(Call(target=found.value.number, args=[], kwargs={}))


def test_answers(ask: Ask) -> None:
    """What a function returns comes back."""
    assert call(ask, b"def f(): return 3") == Returned(value=Plain(3))


def test_an_answer_too_large_is_no_error_of_the_students_kinds(ask: Ask) -> None:
    """A check that expects a ValueError must not find one where a reply does not fit on the wire."""
    said = call(ask, f"def f(): return 'x' * {REPLY.header}".encode())
    assert isinstance(said, Raised)
    assert said.kind == "WireError"
    assert "more than the wire carries" in said.message
