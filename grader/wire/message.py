"""What is asked across the wall, and what is answered."""

from typing import Any

import msgspec

from grader.wire.errors import WireError
from grader.wire.value import Value


class Setup(msgspec.Struct, frozen=True, tag="setup", kw_only=True):
    """The first request: how the worker is to be walled in, and the files it opens before that."""

    walled: bool
    memory_bytes: int
    cpu_s: int
    threads: int
    torch_threads: int
    open_files: int
    files: dict[str, str] = {}
    cuda: bool = False


class Load(msgspec.Struct, frozen=True, tag="load", kw_only=True):
    """Make the submission's module; with `definitions_only`, without executing the rest of its top level."""

    filename: str
    source: bytes
    definitions_only: bool = False


class Import(msgspec.Struct, frozen=True, tag="import", kw_only=True):
    """Hold a module that the worker can import by itself."""

    name: str


class Get(msgspec.Struct, frozen=True, tag="get", kw_only=True):
    """An attribute of something held."""

    target: int
    name: str


class Call(msgspec.Struct, frozen=True, tag="call", kw_only=True):
    """Call something held."""

    target: int
    args: list[Value]
    kwargs: dict[str, Value]


class Ready(msgspec.Struct, frozen=True, tag="ready", kw_only=True):
    """The wall stands; `layers` names what it is made of."""

    layers: list[str]


class Failed(msgspec.Struct, frozen=True, tag="failed", kw_only=True):
    """The wall could not be built; sent only before any of the student's code has arrived."""

    reason: str


class Returned(msgspec.Struct, frozen=True, tag="returned", kw_only=True):
    """What the asked-for value is; for `Load`, the module, and a note on what was left out."""

    value: Value
    note: str = ""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One of the student's own frames of a traceback."""

    line: int
    function: str
    text: str


class Raised(msgspec.Struct, frozen=True, tag="raised", kw_only=True):
    """The student's code raised: `kind` is the exception's type, `frames` are the student's own."""

    kind: str
    message: str
    frames: list[Frame] = []


Request = Setup | Load | Import | Get | Call
Reply = Ready | Failed | Returned | Raised

_encoder = msgspec.msgpack.Encoder()
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def pack(message: Request | Reply) -> bytes:
    """A message as msgpack."""
    return _encoder.encode(message)


def unpack_request(header: bytes) -> Request:
    """A request from msgpack, every field of its type."""
    return _unpack(_requests, header)


def unpack_reply(header: bytes) -> Reply:
    """A reply from msgpack, every field of its type; `WireError` where it is none."""
    return _unpack(_replies, header)


def _unpack(decoder: Any, header: bytes) -> Any:
    try:
        return decoder.decode(header)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise WireError(f"not a message: {error}") from error
