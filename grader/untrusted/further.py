"""The trials of what every sandbox does without, at a cost."""

import errno
import mmap
import os
import threading
from pathlib import Path

from grader.untrusted.bounds import (
    be_counted_alone,
    bound_resources,
    count_threads,
    drop_privileges,
    passing_user,
)
from grader.untrusted.enclosure import open_namespaces
from grader.untrusted.landlock import Ruleset
from grader.untrusted.scratch import ScratchError, mount_scratch
from grader.untrusted.trial import LayerError, Trial
from grader.warm.pages import HUGE_PAGE_BYTES, collapse_pages

_CPU_S, _OPEN_FILES, _FEW_THREADS, _STORM = 60, 64, 8, 512
_SCRATCH_BYTES = 64 * 1024
_GROUPS = Path("/sys/fs/cgroup")


def bind_threads() -> str:
    """Bound the number of threads, then start more."""
    user = os.geteuid()
    alone = be_counted_alone()
    others = 0 if alone else count_threads(user)
    bound_resources(
        memory_bytes=None, cpu_s=_CPU_S, open_files=_OPEN_FILES, threads=_FEW_THREADS, others=others
    )
    drop_privileges()
    never = threading.Event()
    try:
        for _ in range(_STORM):
            threading.Thread(target=never.wait, daemon=True).start()
    except RuntimeError:
        if alone:
            return "counted for each worker alone, and more than allowed are refused"
        return f"counted for user {user} as a whole: a storm of threads is refused, a crowd is not"
    raise OSError(f"{_STORM} threads could be started where {_FEW_THREADS} are allowed")


def write_files() -> str:
    """Have a scratch folder, as a worker has one, and fill it: what is written ends at its size."""
    user = os.getpid() if os.geteuid() == 0 else None
    if not be_counted_alone(named=True):
        raise LayerError("this user may not make user namespaces", open_namespaces())
    try:
        folder = mount_scratch(_SCRATCH_BYTES, 1, owner=passing_user(user) if user else None)
    except ScratchError as error:
        raise LayerError(str(error), open_namespaces()) from error
    try:
        Ruleset().allow_keeping(folder)
    except ScratchError as error:
        raise LayerError(str(error), "use a newer kernel; a container has its host's") from error
    drop_privileges(user)
    try:
        (folder / "file").write_bytes(bytes(2 * _SCRATCH_BYTES))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return "a worker can have one of its own, which ends at its size and with the worker"
        raise
    raise OSError(f"{2 * _SCRATCH_BYTES} bytes could be written where {_SCRATCH_BYTES} are allowed")


def share_processors() -> str:
    """Start a session, and look whether the kernel made a group of its own of it."""
    if Path("/proc/sys/kernel/sched_autogroup_enabled").read_text(encoding="ascii").strip() != "1":
        raise OSError("kernel.sched_autogroup_enabled is 0")
    before = Path("/proc/self/autogroup").read_text(encoding="ascii")
    os.setsid()
    if Path("/proc/self/autogroup").read_text(encoding="ascii") == before:
        raise OSError("a new session is in its parent's group")
    group = _own_group()
    if group is not None and (group / "cpu.weight").exists():
        # The kernel groups by session only what is in no control group with a weight.
        raise OSError(f"the control group {group} shares the processors out by thread inside")
    return "by session: a worker with many busy threads gets no more than one with one"


def read_cgroup() -> str:
    """Find this process's control group, its controllers, and whether a group can be made in it."""
    folder = _own_group()
    if folder is None:
        raise OSError(f"cgroup v2 is not mounted at {_GROUPS}")
    controllers = (folder / "cgroup.controllers").read_text(encoding="ascii").split()
    if "memory" not in controllers:
        raise OSError(f"no memory controller in {folder} (it has: {' '.join(controllers) or 'none'})")
    if not os.access(folder, os.W_OK):
        raise OSError(f"controllers {' '.join(controllers)}, in {folder}, which only another user may divide")
    return f"controllers {' '.join(controllers)}"


def gather_pages() -> str:
    """Fill some memory and have it gathered into huge pages."""
    size = 4 * HUGE_PAGE_BYTES
    with mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.write(bytes(size))
        if collapse_pages() == 0:
            raise OSError("the kernel does not gather memory into huge pages (MADV_COLLAPSE)")
    return "memory is gathered into huge pages, so workers start faster"


def _own_group() -> Path | None:
    lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    own = next((line.removeprefix("0::/") for line in lines if line.startswith("0::/")), None)
    folder = _GROUPS / (own or "")
    return folder if own is not None and (folder / "cgroup.controllers").is_file() else None


FURTHER = (
    Trial(
        name="thread limit",
        part="further",
        attempt=bind_threads,
        cost="a program that starts many threads is stopped by its memory and time limits only",
        remedy="use a real Linux kernel, or grade as root, where every worker gets a user to itself",
    ),
    Trial(
        name="scratch",
        part="further",
        attempt=write_files,
        cost="an exercise or check whose limits ask for scratch_bytes is not graded here (internal_error)",
        remedy="grade as root with CAP_SYS_ADMIN, or as an ordinary user who may make user namespaces",
    ),
    Trial(
        name="fair shares",
        part="further",
        attempt=share_processors,
        cost="a program with many busy threads slows the jobs beside it, which may then run out of time",
        remedy="sysctl -w kernel.sched_autogroup_enabled=1, or a smaller --jobs",
    ),
    Trial(
        name="cgroup",
        part="further",
        attempt=read_cgroup,
        cost="the memory of a worker with CUDA is watched from outside, some milliseconds late",
        remedy="systemd-run --user --scope -p Delegate=yes grader grade ... gives it a group of its own",
    ),
    Trial(
        name="huge pages",
        part="further",
        attempt=gather_pages,
        cost="a worker takes some 20 ms more to start",
        remedy="use Linux 6.1 or newer",
    ),
)
