"""A folder that this process alone may write in: a file system of its own, which ends with it."""

import ctypes
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

# It is on every Linux, no library lies in it, and it need not be writable: it is covered.
FOLDER = Path("/dev/shm")  # noqa: S108  (nothing is written there; the new file system lies over it)
_CLONE_NEWNS = 0x20000
_NOSUID, _NODEV, _NOEXEC, _REC, _PRIVATE = 2, 4, 8, 1 << 14, 1 << 18


class ScratchError(OSError):
    """No scratch folder can be had here; a worker without one may well be walled in."""


def mount_scratch(size_bytes: int, files: int, *, owner: int | None, trees: Iterable[Path] = ()) -> Path:
    """Make an empty folder of that size, rounded up to pages, the working and the temporary directory.

    It is seen in a mount namespace that begins here, and by nobody else: when the last process in it is gone,
    however that ended, so is all that was written.

    Args:
        size_bytes: of all files in it together.
        files: how many files and folders it may hold.
        owner: the user whose it is, which takes root; None for this process's own, in its user namespace.
        trees: what must not be covered.

    Raises:
        ScratchError: it cannot be mounted here.
    """
    if any(tree.resolve().is_relative_to(FOLDER) for tree in trees):
        raise ScratchError(f"Python's own files lie in {FOLDER}, which it would cover")
    # Its own folder counts as a file.
    options = f"size={size_bytes},nr_inodes={files + 1},mode=0700"
    if owner is not None:
        options += f",uid={owner},gid={owner}"
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.unshare(_CLONE_NEWNS), "no mount namespace can be made")
    # Nothing that is mounted from here on is to be seen outside.
    _check(libc.mount(None, b"/", None, _REC | _PRIVATE, None), "the mount namespace cannot be set apart")
    flags = _NOSUID | _NODEV | _NOEXEC
    mounted = libc.mount(b"tmpfs", bytes(FOLDER), b"tmpfs", flags, options.encode())
    _check(mounted, f"nothing can be mounted at {FOLDER}")
    os.chdir(FOLDER)
    os.environ["TMPDIR"] = str(FOLDER)
    # Whoever asked before was told of another.
    tempfile.tempdir = None
    return FOLDER


def _check(result: int, failed: str) -> None:
    if result != 0:
        raise ScratchError(f"{failed} ({os.strerror(ctypes.get_errno())})")
