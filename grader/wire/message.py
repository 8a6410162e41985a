"""What is asked across the wall, and what is answered."""

from typing import Annotated, Literal, TypeVar

import msgspec

from grader.wire.errors import NotPlain, WireError
from grader.wire.form import NAME_LIMIT, Name, Value

MESSAGE_LIMIT = 2000
FRAMES_LIMIT = 8
# How a worker ends that has no memory left to receive a request, or to tell of what its answer was.
OUT_OF_MEMORY_CODE = 112

# The worker's words, bounded here because the other side reads them.
Text = Annotated[str, msgspec.Meta(max_length=MESSAGE_LIMIT)]

_Message = TypeVar("_Message")


class Setup(msgspec.Struct, frozen=True, tag="setup", kw_only=True):
    """The first request: how the worker is to be walled in, and the files it is given, path by name.

    Behind a wall files come as descriptors, in this order, and the paths are empty. No `scratch_bytes` are no
    scratch folder.
    """

    walled: bool
    memory_bytes: int
    cpu_s: int
    threads: int
    torch_threads: int
    open_files: int
    files: dict[str, str] = {}
    cuda: bool = False
    cuda_memory_bytes: int = 0
    scratch_bytes: int = 0
    scratch_files: int = 0
    file_bytes: int = 0


class Load(msgspec.Struct, frozen=True, tag="load", kw_only=True):
    """Make the submission's module; with `definitions_only`, without executing the rest of its top level.

    `cells` are the lines of the source, from 1, at which a notebook's code cells begin.
    """

    filename: str
    source: bytes
    cells: list[int] = []
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


class CallEach(msgspec.Struct, frozen=True, tag="call each", kw_only=True):
    """Call something held for each of several cases, a list of argument lists; a list of answers comes back.

    It may hold fewer than there are cases, and at least one: what comes after an answer that is no small
    whole number or list of them, or for which the call raises, is left for another question.
    """

    target: int
    cases: Value


class Ready(msgspec.Struct, frozen=True, tag="ready", kw_only=True):
    """The wall stands; `layers` names what it is made of."""

    layers: list[str]


class Failed(msgspec.Struct, frozen=True, tag="failed", kw_only=True):
    """The wall could not be built; sent only before any of the student's code has arrived.

    `scratch` says that it was the scratch folder that could not be had, and nothing else.
    """

    reason: str
    scratch: bool = False


class Returned(msgspec.Struct, frozen=True, tag="returned", kw_only=True):
    """What the asked-for value is; for `Load`, the module, and a note on what was left out."""

    value: Value
    note: Text = ""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One of the student's own frames of a traceback; a notebook's lines are counted in their cell."""

    line: int
    cell: int = 0
    function: Name
    text: Name


class Raised(msgspec.Struct, frozen=True, tag="raised", kw_only=True):
    """The student's code raised: `kind` is the exception's type, `frames` are the student's own.

    `wrote` says that it came of an attempt to write a file, or to make or change one; `short_of` what there
    was too little of in the scratch folder: room, or the size that one file may have. Used is what the folder
    holds, or its largest file.
    """

    kind: Name
    message: Text
    frames: Annotated[list[Frame], msgspec.Meta(max_length=FRAMES_LIMIT)] = []
    wrote: bool = False
    short_of: Literal["", "room", "size"] = ""
    used_bytes: Annotated[int, msgspec.Meta(ge=0)] = 0
    used_files: Annotated[int, msgspec.Meta(ge=0)] = 0


Request = Setup | Load | Import | Get | Call | CallEach
Reply = Ready | Failed | Returned | Raised

_encoder = msgspec.msgpack.Encoder()
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def pack(message: Request | Reply) -> bytes:
    """A message as msgpack.

    Raises:
        NotPlain: it holds text that no encoding can express (a lone surrogate).
    """
    try:
        return _encoder.encode(message)
    except UnicodeEncodeError as error:
        raise NotPlain(f"text with a lone surrogate does not cross the wire ({error})") from error


def unpack_request(header: bytes) -> Request:
    """A request from msgpack, every field of its type; `WireError` where it is none."""
    return _unpack(_requests, header)


def unpack_reply(header: bytes) -> Reply:
    """A reply from msgpack, every field of its type and within its bounds; `WireError` where it is none."""
    return _unpack(_replies, header)


def _unpack(decoder: msgspec.msgpack.Decoder[_Message], header: bytes) -> _Message:
    try:
        return decoder.decode(header)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, MemoryError) as error:
        # It may quote what was sent.
        raise WireError(f"not a message: {str(error)[:NAME_LIMIT]!a}") from error
