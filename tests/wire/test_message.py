"""Messages, and what is none."""

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.wire.errors import NotPlain, WireError
from grader.wire.form import PAIRS_LIMIT, Held, Pairs, Plain
from grader.wire.message import (
    MESSAGE_LIMIT,
    Call,
    Frame,
    Get,
    Import,
    Load,
    Raised,
    Ready,
    Request,
    Returned,
    Setup,
    pack,
    unpack_reply,
    unpack_request,
)

_REQUESTS: list[Request] = [
    Setup(walled=True, memory_bytes=1, cpu_s=2, threads=3, torch_threads=4, open_files=5, files={"a": "b"}),
    Load(filename="mlp.ipynb", source=b"\xff\x00", cells=[1, 4], definitions_only=True),
    Import(name="torch.nn"),
    Get(target=3, name="fc1"),
    Call(target=0, args=[Plain(1.5), Held(7, "Linear")], kwargs={"x": Plain(None)}),
]


@pytest.mark.parametrize("request_", _REQUESTS, ids=lambda one: type(one).__name__)
def test_requests_cross(request_: Request) -> None:
    """A request arrives as it was sent."""
    assert unpack_request(pack(request_)) == request_


def test_replies_cross() -> None:
    """A reply arrives as it was sent."""
    raised = Raised(kind="ValueError", message="no", frames=[Frame(line=3, function="f", text="f()")])
    for reply in (Ready(layers=["seccomp"]), Returned(value=Plain(1), note="a note"), raised):
        assert unpack_reply(pack(reply)) == reply


@given(header=st.binary(max_size=200))
@example(header=b"\x82\xa4type\xa8returned\xa5value" + b"\x93\xa1l\xa4list\x91" * 5000)
@example(header=b"\x82\xa4type\xa8returned\xa5value\x93\xa1l\xa4list\xdd\xff\xff\xff\xff")
@example(header=b"\x82\xa4type\xa8returned\xa5value\x92\xa1b\xc6\xff\xff\xff\xff")
def test_refuses_arbitrary_bytes(header: bytes) -> None:
    """Bytes that are no message are a WireError and nothing else, however deep and large they claim to be."""
    with pytest.raises(WireError):
        unpack_reply(header)


def test_a_request_is_no_reply() -> None:
    """Each direction takes its own messages only."""
    with pytest.raises(WireError):
        unpack_reply(pack(Import(name="os")))
    with pytest.raises(WireError):
        unpack_request(pack(Ready(layers=[])))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "x" * 201, "message": ""},
        {"kind": "x", "message": "x" * (MESSAGE_LIMIT + 1)},
        {"kind": "x", "message": "", "frames": [{"line": 1, "function": "f", "text": "t"}] * 9},
        {"kind": "x", "message": "", "frames": [{"line": "1", "function": "f", "text": "t"}]},
        {"kind": 1, "message": ""},
    ],
)
def test_bounds_the_workers_words(fields: dict[str, object]) -> None:
    """A kind, a message or frames beyond their bounds are no reply."""
    with pytest.raises(WireError):
        unpack_reply(msgspec.msgpack.encode({"type": "raised", **fields}))


def test_bounds_a_dict() -> None:
    """Keys of equal hashes make a dict slow to build, so one with more than 1,024 items is no reply."""
    pairs = [(Plain(number), Plain(None)) for number in range(PAIRS_LIMIT + 1)]
    unpack_reply(pack(Returned(value=Pairs(pairs[:-1]))))
    with pytest.raises(WireError):
        unpack_reply(pack(Returned(value=Pairs(pairs))))


def test_refuses_text_that_has_no_encoding() -> None:
    """A lone surrogate is `NotPlain`."""
    with pytest.raises(NotPlain, match="surrogate"):
        pack(Returned(value=Plain("\ud800")))
