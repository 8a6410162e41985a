"""Messages, and what is none."""

import contextlib
import datetime as dt
import tracemalloc
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.wire.errors import NotPlain, WireError
from grader.wire.form import PAIRS_LIMIT, Array, Held, Items, Pairs, Plain
from grader.wire.message import (
    MESSAGE_LIMIT,
    Call,
    CallEach,
    Failed,
    Frame,
    Get,
    Import,
    Load,
    Raised,
    Ready,
    Reply,
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
    CallEach(target=0, cases=Items("list", [Items("list", [Plain(3)])])),
    Call(target=0, args=[Plain(1.5), Held(7, "Linear")], kwargs={"x": Plain(None)}),
]

_REPLIES: list[Reply] = [
    Ready(layers=["seccomp"]),
    Returned(value=Pairs([(Plain(1), Array("tensor", "float32", [2], 0))]), note="a note"),
    Raised(kind="ValueError", message="no", frames=[Frame(line=3, function="f", text="f()")]),
    Raised(kind="OSError", message="", wrote=True, short_of="room", used_bytes=2**40, used_files=3),
    Failed(reason="no room", scratch=True),
]


@pytest.mark.parametrize("request_", _REQUESTS, ids=lambda one: type(one).__name__)
def test_requests_cross(request_: Request) -> None:
    """A request arrives as it was sent."""
    assert unpack_request(pack(request_)) == request_


def test_replies_cross() -> None:
    """A reply arrives as it was sent."""
    for reply in _REPLIES:
        assert unpack_reply(pack(reply)) == reply


@given(header=st.binary(max_size=200))
@example(header=b"\x82\xa4type\xa8returned\xa5value" + b"\x93\xa1l\xa4list\x91" * 5000)
@example(header=b"\x82\xa4type\xa8returned\xa5value\x93\xa1l\xa4list\xdd\xff\xff\xff\xff")
@example(header=b"\x82\xa4type\xa8returned\xa5value\x92\xa1b\xc6\xff\xff\xff\xff")
def test_refuses_arbitrary_bytes(header: bytes) -> None:
    """Bytes that are no message are a WireError and nothing else, however deep and large they claim to be."""
    with pytest.raises(WireError):
        unpack_reply(header)


@pytest.mark.parametrize(
    "lie", [{"used_bytes": -1}, {"used_files": "many"}, {"short_of": "patience"}], ids=str
)
def test_what_is_told_of_writing_is_within_its_bounds(lie: dict[str, Any]) -> None:
    """Less than nothing, no number, or a lack that nobody knows of is no message."""
    with pytest.raises(WireError):
        unpack_reply(pack(Raised(kind="OSError", message="", wrote=True, **lie)))


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


@pytest.mark.parametrize(
    "value",
    [
        msgspec.msgpack.Ext(1, b"x"),
        dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        {"p": 1},
        ["p"],
        ["p", [1]],
        ["p", b"x"],
        ["b", "x"],
        ["z", 1],
        ["i", "12"],
        ["i", "0x1\n"],
        ["i", "0x" + "f" * 3000],
        ["t", "tensor", "float32", [-1], 0],
        ["t", "tensor", "float32", [2**63], -1],
        ["t", "tensor", "float32", [1.5], 0],
        ["t", "tensor", "float32", [True], 0],
        ["t", "tensor", "x" * 201, [1], 0],
        ["t", "tensor", "float32", [1] * 9, 0],
        ["t", "view", "float32", [1], 0],
        ["l", "set", []],
        ["d", [[1]]],
        ["h", 2**64 - 1],
        ["h", "0", "x"],
        ["n", "module", "os"],
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)
def test_refuses_what_is_no_form(value: object) -> None:
    """Extension types, times, wrong fields, sides and sizes below nothing are no reply."""
    with pytest.raises(WireError):
        unpack_reply(msgspec.msgpack.encode({"type": "returned", "value": value}))


@pytest.mark.parametrize(
    "form",
    [b"\x92\xa1p\xa1\xff", b"\x92\xa1p\xa3\xed\xa0\x80", b"\x92\xa1p\xc1", b"\x92\xa1p\xdb\xff\xff\xff\xff"],
    ids=["no utf-8", "a surrogate", "an unused byte", "text of 4 GiB"],
)
def test_refuses_broken_text(form: bytes) -> None:
    """Text that is no UTF-8, a byte that msgpack does not use, and text that never comes are no reply."""
    with pytest.raises(WireError):
        unpack_reply(b"\x82\xa4type\xa8returned\xa5value" + form)


@given(reply=st.sampled_from(_REPLIES), bit=st.integers(0, 10**6), keep=st.integers(0, 10**6))
def test_refuses_or_reads_what_is_flipped_or_cut(reply: Reply, bit: int, keep: int) -> None:
    """A reply with one bit flipped is another reply or a WireError; one that is cut short is a WireError."""
    packed = bytearray(pack(reply))
    with pytest.raises(WireError):
        unpack_reply(bytes(packed[: keep % len(packed)]))
    packed[bit // 8 % len(packed)] ^= 1 << bit % 8
    with contextlib.suppress(WireError):
        assert isinstance(unpack_reply(bytes(packed)), Reply)


@pytest.mark.parametrize("claims", [2**16, 2**24, 2**32 - 1])
def test_claims_of_many_items_take_no_memory(claims: int) -> None:
    """Lists that say they hold more items than there are bytes are refused before there is room for them."""
    deep = b"\x93\xa1l\xa4list\xdd" + claims.to_bytes(4, "big")
    header = b"\x82\xa4type\xa8returned\xa5value" + deep * 20_000
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            unpack_reply(header)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak_bytes < 2**20


def test_an_error_quotes_little() -> None:
    """What a message is refused with does not repeat what was sent, nor its control characters."""
    with pytest.raises(WireError) as caught:
        unpack_reply(msgspec.msgpack.encode({"type": "\x1b[2J\n" + "x" * 10**5}))
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()


def test_a_field_twice_is_one_value() -> None:
    """Of two values under one name one counts, and which is the worker's own affair."""
    twice = b"\x83\xa4type\xa8returned\xa5value\x92\xa1p\x01\xa5value\x92\xa1p\x02"
    reply = unpack_reply(twice)
    assert isinstance(reply, Returned)
    assert reply.value in {Plain(1), Plain(2)}
