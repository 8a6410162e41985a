"""Frames, and what is no frame."""

import contextlib
import socket
import struct
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.wire.errors import WireClosed, WireError
from grader.wire.frame import (
    MAGIC,
    PREFIX,
    REPLY,
    REQUEST,
    padded,
    receive_frame,
    send_frame,
)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a wire."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def _received(sent: bytes) -> tuple[bytes, memoryview]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(sent)
        ours.shutdown(socket.SHUT_WR)
        return receive_frame(theirs)


@given(header=st.binary(max_size=200), buffers=st.lists(st.binary(max_size=200), max_size=4))
def test_carries_a_header_and_padded_buffers(header: bytes, buffers: list[bytes]) -> None:
    """A frame arrives as it was sent, every buffer at a multiple of 64 bytes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        send_frame(ours, header, buffers)
        received, body = receive_frame(theirs)
    assert received == header
    offset = 0
    for buffer in buffers:
        assert bytes(body[offset : offset + len(buffer)]) == buffer
        offset += padded(len(buffer))
    assert offset == len(body)


@given(sent=st.binary(max_size=300))
def test_refuses_arbitrary_bytes(sent: bytes) -> None:
    """Bytes that are no frame are a WireError, or a WireClosed where they end too early, and nothing else."""
    with pytest.raises((WireError, WireClosed)):
        _received(sent)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(header=st.integers(0, 2**32 - 1), body=st.integers(0, 2**64 - 1))
def test_believes_no_size(header: int, body: int) -> None:
    """Whatever sizes a prefix claims, a frame that does not follow is refused."""
    if header == body == 0:
        return
    with pytest.raises((WireError, WireClosed)):
        _received(struct.pack("<4sIQ", MAGIC, header, body))


def test_the_body_is_writable(pair: tuple[socket.socket, socket.socket]) -> None:
    """A body is writable memory of the receiver's own, so tensors made of it may be changed."""
    send_frame(pair[0], b"", [b"abc"])
    assert not receive_frame(pair[1])[1].readonly


def test_refuses_to_send_too_much(pair: tuple[socket.socket, socket.socket]) -> None:
    """A header or a body past its limit is refused before a byte of it is sent."""
    for header, buffers in ((bytes(REPLY.header + 1), []), (b"", [memoryview(bytes(REPLY.body + 1))])):
        with pytest.raises(WireError, match="more than the wire carries"):
            send_frame(pair[0], header, buffers)
    pair[0].close()
    with pytest.raises(WireClosed):
        receive_frame(pair[1])


def test_a_request_may_be_larger_than_a_reply() -> None:
    """The receiver's own limit holds, so a reply cannot use the room that requests have."""
    prefix = PREFIX.pack(MAGIC, REPLY.header + 1, 0)
    assert REPLY.header < REQUEST.header
    with pytest.raises(WireError, match="larger than allowed"):
        _received(prefix)


def test_says_that_the_other_side_is_gone(pair: tuple[socket.socket, socket.socket]) -> None:
    """Sending to a closed wire is a WireClosed."""
    pair[1].close()
    with pytest.raises(WireClosed):
        send_frame(pair[0], b"x")


def test_takes_no_descriptors(pair: tuple[socket.socket, socket.socket]) -> None:
    """Descriptors sent along with a frame do not arrive."""
    if not hasattr(socket, "send_fds"):
        pytest.skip("this system passes no descriptors")
    before = socket.socketpair()
    number = before[0].fileno()
    for one in before:
        one.close()
    socket.send_fds(pair[0], [PREFIX.pack(MAGIC, 1, 0) + b"x"], [0, 1, 2])
    assert receive_frame(pair[1])[0] == b"x"
    after = socket.socketpair()
    assert after[0].fileno() == number
    for one in after:
        one.close()


@given(
    header=st.binary(max_size=40),
    body=st.binary(max_size=100),
    cut=st.integers(0, 10**6),
    bit=st.integers(0, 127),
)
def test_a_frame_cut_short_or_flipped(header: bytes, body: bytes, cut: int, bit: int) -> None:
    """A frame that ends early is a WireClosed; one whose prefix is flipped is refused, or cut differently."""
    whole = PREFIX.pack(MAGIC, len(header), len(body)) + header + body
    with pytest.raises(WireClosed):
        _received(whole[: cut % len(whole)])
    flipped = bytearray(whole)
    flipped[bit // 8] ^= 1 << bit % 8
    with contextlib.suppress(WireError, WireClosed):
        first, rest = _received(bytes(flipped))
        assert len(first) + len(rest) <= len(header) + len(body)


def test_frames_come_one_by_one(pair: tuple[socket.socket, socket.socket]) -> None:
    """Frames that were sent together arrive one at a time, and none of the next is read with the first."""
    for number in range(3):
        send_frame(pair[0], b"%d" % number, [b"body"])
    assert [receive_frame(pair[1])[0] for _ in range(3)] == [b"0", b"1", b"2"]


def test_a_frame_has_one_deadline(pair: tuple[socket.socket, socket.socket]) -> None:
    """A sender that always has one more byte is not waited for beyond the deadline of the whole frame."""
    pair[1].setblocking(False)
    pair[0].send(PREFIX.pack(MAGIC, 1000, 0))
    left_s = [10.0]

    def wait(writing: bool) -> None:
        assert not writing
        left_s[0] -= 1.0
        if left_s[0] < 0:
            raise _Late
        pair[0].send(b"x")

    with pytest.raises(_Late):
        receive_frame(pair[1], wait)


def test_a_claim_takes_no_memory_before_its_bytes_come(pair: tuple[socket.socket, socket.socket]) -> None:
    """Of the largest body nothing is held in memory until it comes."""
    pair[0].send(PREFIX.pack(MAGIC, 0, REPLY.body))
    pair[0].shutdown(socket.SHUT_WR)
    tracemalloc.start()
    try:
        with pytest.raises(WireClosed):
            receive_frame(pair[1])
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_urgent_bytes_are_no_part_of_a_frame(pair: tuple[socket.socket, socket.socket]) -> None:
    """A byte that is sent out of band stops no frame and does not enter it."""
    whole = PREFIX.pack(MAGIC, 2, 0) + b"ab"
    pair[0].send(whole[:5])
    try:
        pair[0].send(b"!", socket.MSG_OOB)
    except OSError:
        pytest.skip("this system knows no urgent bytes on such a socket")
    pair[0].send(whole[5:])
    assert receive_frame(pair[1])[0] == b"ab"


class _Late(Exception):  # noqa: N818  (what a deadline raises)
    """The deadline has passed."""
