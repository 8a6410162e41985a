"""Read one handed-in file's bytes, if it is a file."""

import errno
import os
import stat
from pathlib import Path

from grader.intake.text import find_fault
from grader.model.limits import MIB

CODE_LIMIT_BYTES = 1 * MIB

_UNUSUAL = {
    stat.S_ISLNK: "is a link; hand in the file itself",
    stat.S_ISDIR: "is a folder; hand in a file of that name",
}
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


def read_bytes(path: Path, limit_bytes: int) -> tuple[bytes, str]:
    """The bytes of a regular file, or no bytes and one line that says why there is nothing.

    Links are not followed, pipes and devices are not opened, and of a file past the limit nothing is read.
    """
    try:
        problem = _look(os.lstat(path), path.name, limit_bytes)
        if problem:
            return b"", problem
        # Between looking and opening the file may have become something else: look again at what is open.
        with open(os.open(path, _FLAGS), "rb") as file:  # noqa: PTH123  (Path.open takes no flags)
            problem = _look(os.fstat(file.fileno()), path.name, limit_bytes)
            # A copy: what is read with room for the limit keeps a memory map of its own, and a process has
            # 65,530 of these at most, fewer than a large class has files.
            content = b"" if problem else bytes(memoryview(file.read(limit_bytes + 1)))
    except OSError as error:
        return b"", _refusal(error, path.name)
    if len(content) > limit_bytes:
        problem = f"{path.name} grew past {limit_bytes:,} bytes while it was read; hand it in again"
    return (b"", problem) if problem else (content, "")


def read_source(path: Path) -> tuple[bytes, str]:
    """The bytes of a file of Python, no notebook, or no bytes and one line that says why there is nothing."""
    source, problem = read_bytes(path, CODE_LIMIT_BYTES)
    problem = problem or find_fault(source, path.name)
    return (b"", problem) if problem else (source, "")


def find_excess(size_bytes: int, limit_bytes: int, name: str) -> str:
    """That a file is too large, in one line with the way out; empty where it is not."""
    if size_bytes <= limit_bytes:
        return ""
    size, limit = f"{size_bytes / MIB:.1f}", limit_bytes // MIB
    return f"{name} has {size} MiB, and {limit} MiB is the limit; hand in the code without its data"


def _look(status: os.stat_result, name: str, limit_bytes: int) -> str:
    for is_kind, message in _UNUSUAL.items():
        if is_kind(status.st_mode):
            return f"{name} {message}"
    if not stat.S_ISREG(status.st_mode):
        return f"{name} is no regular file (a pipe, socket or device); hand in a file of that name"
    return find_excess(status.st_size, limit_bytes, name)


def _refusal(error: OSError, name: str) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{name} vanished while it was read; hand it in again"
    if error.errno == errno.ELOOP:
        return f"{name} is a link; hand in the file itself"
    return f"{name} cannot be read: {error.strerror or type(error).__name__}"
