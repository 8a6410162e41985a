"""What an attempt to write a file came to: nowhere to write, no room left, or too large a file."""

import errno
import os
from collections.abc import Iterator
from typing import Literal, NamedTuple

_UNREADABLE = (errno.EACCES, errno.EPERM)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_REFUSED = (*_UNREADABLE, *_NO_ROOM, errno.EROFS, errno.EFBIG)
# What `torch.save` and `tempfile` say.
_WRITING = (
    "open file failed with strerror", "PytorchStreamWriter failed", "Parent directory ",
    "No usable temporary directory",
)  # fmt: skip
# What numpy and torch say that wrote a part, and not why no more.
_CUT_SHORT = (" requested and ", "PytorchStreamWriter failed", ". unexpected pos ")


class Scratch(NamedTuple):
    """Where this worker may write, and how large a file there may grow."""

    folder: str
    file_bytes: int


class Writing(NamedTuple):
    """What is told of it.

    Attributes:
        wrote: whether the exception came of writing at all.
        short_of: what there was too little of, if that is known.
        used_bytes, used_files: of the folder; where a file was too large, of the largest file.
    """

    wrote: bool = False
    short_of: Literal["", "room", "size"] = ""
    used_bytes: int = 0
    used_files: int = 0


# Filled by the wall, before any of the student's code is here; empty where nothing can be written.
SCRATCH: list[Scratch] = []


def judge_writing(error: BaseException) -> Writing:
    """Whether the exception came of writing a file, and what was missing."""
    try:
        scratch = SCRATCH[0] if SCRATCH else None
        short_of = _short_of(error, scratch) if scratch else ""
        if scratch and short_of:
            return _measured(scratch, short_of)
        return Writing(wrote=_came_of_writing(error))
    except BaseException:  # noqa: BLE001  (it may be the student's own class of error)
        return Writing()


def _short_of(error: BaseException, scratch: Scratch) -> Literal["", "room", "size"]:
    number = error.errno if isinstance(error, OSError) else None
    if number in _NO_ROOM:
        return "room"
    if number == errno.EFBIG:
        return "size"
    said = str(error) if number is None and isinstance(error, OSError | RuntimeError) else ""
    if os.strerror(errno.ENOSPC) in said:
        return "room"
    if not any(mark in said for mark in _CUT_SHORT):
        return ""
    # What such a library has left tells it; where that was removed meanwhile, it was the nearer limit.
    state = os.statvfs(scratch.folder)
    if min(state.f_bavail, state.f_favail) == 0:
        return "room"
    too_large = max(_sizes(scratch.folder), default=0) >= scratch.file_bytes
    return "size" if too_large or scratch.file_bytes < state.f_blocks * state.f_frsize else "room"


def _measured(scratch: Scratch, short_of: Literal["", "room", "size"]) -> Writing:
    if short_of == "size":
        largest_bytes = max(_sizes(scratch.folder), default=0)
        return Writing(wrote=True, short_of=short_of, used_bytes=largest_bytes, used_files=1)
    state = os.statvfs(scratch.folder)
    # The folder itself is one of them.
    files = state.f_files - state.f_ffree - 1
    used_bytes = (state.f_blocks - state.f_bfree) * state.f_frsize
    return Writing(wrote=True, short_of=short_of, used_bytes=used_bytes, used_files=files)


def _sizes(folder: str) -> Iterator[int]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _sizes(entry.path)
        else:
            yield entry.stat(follow_symlinks=False).st_size


def _came_of_writing(error: BaseException) -> bool:
    """Whether a file was to be written: what is refused although it is not there, or could be read."""
    if isinstance(error, RuntimeError) or type(error) is FileNotFoundError:
        return any(mark in str(error) for mark in _WRITING)
    if not isinstance(error, OSError) or error.errno not in _REFUSED:
        return False
    if error.errno not in _UNREADABLE:
        return True
    path = error.filename
    if not isinstance(path, (str, bytes)):
        return False
    return not os.path.lexists(path) or (error.errno == errno.EACCES and _can_be_read(path))


def _can_be_read(path: str | bytes) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True
