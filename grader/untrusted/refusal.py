"""What a layer must refuse, done to a process that stands behind it."""

import errno
import mmap
import os
import socket
from collections.abc import Callable
from pathlib import Path

from grader.untrusted.trial import LayerError

GRANTED, FORBIDDEN = Path(os.__file__), Path("/proc/version")
_READABLE = "install Python where every user may read it, or, in a container, run as an ordinary user"


def refuse_memory(more_bytes: int) -> None:
    """More memory than allowed is asked for."""
    # Shared memory is refused behind the wall, however little it is.
    private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    _refuse({errno.ENOMEM}, lambda: mmap.mmap(-1, more_bytes, flags=private), "more memory than allowed")


def refuse_root() -> None:
    """The process asks to be root, who in a user namespace may be a number that nobody has (EINVAL)."""
    _refuse({errno.EPERM, errno.EINVAL}, lambda: os.setresuid(0, 0, 0), "becoming root")


def refuse_reading() -> None:
    """The granted file is read, and another."""
    try:
        GRANTED.read_bytes()
    except OSError as error:
        raise LayerError(f"a worker cannot read the interpreter's own files ({error})", _READABLE) from error
    _refuse({errno.EACCES}, FORBIDDEN.read_bytes, "reading a file that was not granted")


def refuse_calls() -> None:
    """A socket is opened, and a process started."""
    _refuse({errno.EPERM}, lambda: socket.socket(socket.AF_INET), "opening a socket")
    _refuse({errno.EPERM}, _start_process, "starting a process")


def _start_process() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _refuse(codes: set[int], act: Callable[[], object], what: str) -> None:
    try:
        act()
    except OSError as error:
        if error.errno in codes:
            return
        raise OSError(f"{what} failed otherwise than by the wall: {error}") from error
    raise OSError(f"{what} was not refused")
