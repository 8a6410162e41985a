"""What a machine looks like: processes, descriptors, memory, files, System V objects and queues."""

import contextlib
import ctypes
import hashlib
import mmap
import os
import select
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
# A former root's workers become users of this range, to whom nothing belongs.
_PASSING_USERS = range(61184, 65520)
_EVERYBODYS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock")  # noqa: S108  (looked at, not written to)
_SYSTEM_V = ("shm", "msg", "sem")


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen at one moment.

    Attributes:
        descriptors: how many each process has open, by its pid: this one, and all that descend from it.
        resident_bytes: the memory each of them holds.
        files: what lies in everybody's folders and belongs to a worker's user, or bears the mark.
        kept: every file of the folders that are to be left alone, with all that could change about it.
        objects: System V segments, queues and semaphores, as (kind, key, number).
    """

    descriptors: dict[int, int]
    resident_bytes: dict[int, int]
    files: frozenset[str]
    kept: dict[str, tuple[object, ...]]
    objects: frozenset[tuple[str, str, str]]


@contextlib.contextmanager
def adopting() -> Iterator[None]:
    """While it lasts, whatever loses its parent below this process becomes a child of this process."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def look(mark: str, kept: Sequence[Path]) -> Look:
    """Look around now; `mark` is a part of the names of all files that hostile programs try to make."""
    pids = [os.getpid(), *descendants(os.getpid())]
    return Look(
        descriptors={pid: _count(f"/proc/{pid}/fd") for pid in pids},
        resident_bytes={pid: _resident_bytes(pid) for pid in pids},
        files=frozenset(_foreign_files(mark)),
        kept={str(path): _describe(path) for folder in kept for path in sorted(folder.rglob("*"))},
        objects=frozenset(_system_v_objects()),
    )


def descendants(pid: int) -> list[int]:
    """The pids of a process's children, and theirs, in this process's own view."""
    parents: dict[int, list[int]] = {}
    for process in Path("/proc").iterdir():
        # A process may end while it is looked at.
        with contextlib.suppress(OSError, ValueError):
            fields = (
                (process / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            )
            parents.setdefault(int(fields[1]), []).append(int(process.name))
    found, waiting = [], [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def still_running(known: Sequence[int], timeout_s: float) -> list[int]:
    """The descendants of this process that are not `known` and do not end within the time."""
    lasting = []
    for pid in set(descendants(os.getpid())) - set(known):
        with contextlib.suppress(ProcessLookupError):
            pidfd = os.pidfd_open(pid)
            poll = select.poll()
            poll.register(pidfd, select.POLLIN)
            if not poll.poll(timeout_s * 1000):
                lasting.append(pid)
            os.close(pidfd)
    return lasting


def _count(folder: str) -> int:
    try:
        return len(list(Path(folder).iterdir()))
    except OSError:
        return 0


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * mmap.PAGESIZE
    except OSError:
        return 0


def _foreign_files(mark: str) -> Iterator[str]:
    for folder in _EVERYBODYS:
        # Other programs' files come and go meanwhile.
        with contextlib.suppress(OSError):
            for entry in os.scandir(folder):
                with contextlib.suppress(OSError):
                    if mark in entry.name or entry.stat(follow_symlinks=False).st_uid in _PASSING_USERS:
                        yield entry.path


def _describe(path: Path) -> tuple[object, ...]:
    status = path.lstat()
    content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    target = str(path.readlink()) if path.is_symlink() else ""
    attributes = tuple(os.listxattr(path, follow_symlinks=False))
    numbers = (
        status.st_mode,
        status.st_uid,
        status.st_gid,
        status.st_nlink,
        status.st_size,
        status.st_mtime_ns,
    )
    return (*numbers, content, target, attributes)


def _system_v_objects() -> Iterator[tuple[str, str, str]]:
    for kind in _SYSTEM_V:
        table = Path("/proc/sysvipc", kind)
        for line in table.read_text(encoding="ascii").splitlines()[1:] if table.exists() else ():
            key, number, _, _, maker = line.split()[:5]
            # A database server that another test has started is none of a worker's.
            if kind != "shm" or not Path("/proc", maker).exists():
                yield kind, key, number
