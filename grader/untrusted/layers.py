"""The trials on Linux: each builds one layer around its own process, and does what that layer forbids."""

import ctypes
import errno
import mmap
import os
import platform
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from grader.untrusted.bounds import bound_resources, drop_privileges
from grader.untrusted.landlock import Ruleset, landlock_version
from grader.untrusted.seccomp import compile_filter, load_filter
from grader.untrusted.trial import LayerError, Trial
from grader.warm.pages import HUGE_PAGE_BYTES, collapse_pages

_ROOM_BYTES = 64 * 1024 * 1024
_CPU_S, _OPEN_FILES, _THREADS, _FEW_THREADS = 60, 64, 64, 8
_PR_GET_NO_NEW_PRIVS = 39
_CLONE_NEWNS, _CLONE_NEWUSER, _CLONE_NEWNET = 0x20000, 0x10000000, 0x40000000
_BWRAP_S = 10.0
_GRANTED, _FORBIDDEN = Path(os.__file__), Path("/proc/version")


def name_system() -> str:
    """The kernel and the machine."""
    return f"{platform.system()} {platform.release()}, {platform.machine()}"


def bind_memory() -> str:
    """Bound this process's memory, then ask for more."""
    bound_resources(memory_bytes=_ROOM_BYTES, cpu_s=_CPU_S, open_files=_OPEN_FILES, threads=_THREADS)
    _refuse_memory()
    return "more memory than allowed is refused"


def drop_rights() -> str:
    """Give up every privilege, then ask for them back."""
    was_root = os.geteuid() == 0
    _drop()
    _refuse_root()
    if ctypes.CDLL(None).prctl(_PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1:
        raise OSError("no_new_privs was set and is not in force")
    became = f"root becomes a user without rights ({os.getuid()})" if was_root else f"user {os.getuid()}"
    return f"{became}; no privilege can be gained (no_new_privs)"


def enforce_landlock() -> str:
    """Grant reading of one file, then read it and another."""
    version = landlock_version()
    if version == 0:
        raise _why_no_landlock(ctypes.get_errno())
    ruleset = _one_grant()
    _drop()
    ruleset.enforce()
    _refuse_reading()
    return f"version {version}; reading a file that was not granted is refused"


def load_seccomp() -> str:
    """Load the workers' own filter, then open a socket and start a process."""
    program = _compile()
    _drop()
    load_filter(program)
    _refuse_calls()
    return "sockets and new processes are refused"


def build_wall() -> str:
    """Build all layers in the workers' own order, then try all that they forbid."""
    ruleset, program = _one_grant(), _compile()
    bound_resources(memory_bytes=_ROOM_BYTES, cpu_s=_CPU_S, open_files=_OPEN_FILES, threads=_THREADS)
    _drop()
    ruleset.enforce()
    load_filter(program)
    _refuse_memory()
    _refuse_root()
    _refuse_reading()
    _refuse_calls()
    return "all layers stand together in one process"


def bind_threads() -> str:
    """Bound the number of threads, then start more."""
    if os.geteuid() != 0:
        raise OSError(f"threads are counted per user, and all workers share user {os.getuid()}")
    bound_resources(memory_bytes=None, cpu_s=_CPU_S, open_files=_OPEN_FILES, threads=_FEW_THREADS)
    _drop()
    never = threading.Event()
    try:
        for _ in range(2 * _FEW_THREADS):
            threading.Thread(target=never.wait, daemon=True).start()
    except RuntimeError:
        return "every worker has a user to itself, and more threads than allowed are refused"
    raise OSError("more threads than the limit could be started")


def unshare_namespaces() -> str:
    """Move into namespaces of its own for users, mounts and the network."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWNET) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"namespaces cannot be made: {os.strerror(code)}")
    return "can be made"


def run_bubblewrap() -> str:
    """Run a program inside bubblewrap."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise OSError("bwrap is not installed")
    command = [bwrap, "--unshare-all", "--ro-bind", "/", "/", sys.executable, "-I", "-S", "-c", ""]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_BWRAP_S, check=False)  # noqa: S603  (ours)
    except subprocess.TimeoutExpired:
        raise OSError(f"{bwrap} does not end within {_BWRAP_S:g} s") from None
    if done.returncode != 0:
        raise OSError(f"{bwrap} does not run here: {done.stderr.strip().rpartition(chr(10))[2]}")
    return f"{bwrap} runs"


def read_cgroup() -> str:
    """Find this process's control group, its controllers, and whether a group can be made in it."""
    lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    own = next((line.removeprefix("0::") for line in lines if line.startswith("0::")), None)
    folder = Path(f"/sys/fs/cgroup{own or ''}")
    listed = folder / "cgroup.controllers"
    if own is None or not listed.is_file():
        raise OSError("cgroup v2 is not mounted at /sys/fs/cgroup")
    controllers = listed.read_text(encoding="ascii").split()
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


def _one_grant() -> Ruleset:
    ruleset = Ruleset()
    ruleset.allow_reading(_GRANTED)
    return ruleset


def _compile() -> bytes:
    try:
        return compile_filter()
    except OSError as error:
        if error.errno is not None:
            raise
        # Without a number it is not the kernel that refused: the library is missing.
        raise LayerError(str(error).partition("; ")[0], _GET_LIBSECCOMP) from error


def _drop() -> None:
    try:
        drop_privileges()
    except OSError as error:
        raise LayerError(f"privileges cannot be dropped: {error}", _AS_A_USER) from error


def _refuse_memory() -> None:
    _refuse(errno.ENOMEM, lambda: mmap.mmap(-1, 4 * _ROOM_BYTES), "more memory than allowed")


def _refuse_root() -> None:
    _refuse(errno.EPERM, lambda: os.setresuid(0, 0, 0), "becoming root")


def _refuse_reading() -> None:
    try:
        _GRANTED.read_bytes()
    except OSError as error:
        raise LayerError(f"a worker cannot read the interpreter's own files ({error})", _READABLE) from error
    _refuse(errno.EACCES, _FORBIDDEN.read_bytes, "reading a file that was not granted")


def _refuse_calls() -> None:
    _refuse(errno.EPERM, lambda: socket.socket(socket.AF_INET), "opening a socket")
    _refuse(errno.EPERM, _start_process, "starting a process")


def _start_process() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _refuse(code: int, act: Callable[[], object], what: str) -> None:
    try:
        act()
    except OSError as error:
        if error.errno == code:
            return
        raise OSError(f"{what} failed otherwise than by the wall: {error}") from error
    raise OSError(f"{what} was not refused")


def _why_no_landlock(code: int) -> LayerError:
    if code == errno.EOPNOTSUPP:
        return LayerError(
            "Landlock is in this kernel, and was not switched on when it started",
            "put landlock first in the kernel's lsm= option (/sys/kernel/security/lsm has the others)",
        )
    if code == errno.ENOSYS:
        return LayerError("this kernel was built without Landlock", _GET_LANDLOCK)
    return LayerError(
        f"something around this process forbids Landlock: {os.strerror(code)}",
        "in a container, use a newer engine, or allow the landlock_* calls in its seccomp profile",
    )


_GET_LANDLOCK = (
    "use a kernel of 5.13 or newer with CONFIG_SECURITY_LANDLOCK, as Debian 12 and Ubuntu 22.04 have it; "
    "a container has its host's"
)
_GET_LIBSECCOMP = (
    "install it: apt install libseccomp2 (Debian, Ubuntu), dnf install libseccomp (Fedora), "
    "apk add libseccomp (Alpine)"
)
_AS_A_USER = "in a container, run as an ordinary user (docker run --user 1000), who has no privileges to drop"
_READABLE = "install Python where every user may read it, or, in a container, run as an ordinary user"
_FIRST_THE_LAYERS = "mend the layers above first; if they all stand, this kernel does not combine them"

TRIALS = (
    Trial(name="system", required=True, attempt=name_system, remedy="grade on Linux"),
    Trial(
        name="rlimits",
        required=True,
        attempt=bind_memory,
        remedy="use a real Linux kernel: emulations of one (WSL 1, some container runtimes) ignore limits",
    ),
    Trial(name="privileges", required=True, attempt=drop_rights, remedy=_AS_A_USER),
    Trial(name="Landlock", required=True, attempt=enforce_landlock, remedy=_GET_LANDLOCK),
    Trial(
        name="seccomp",
        required=True,
        attempt=load_seccomp,
        remedy="use a kernel with CONFIG_SECCOMP_FILTER, and in a container one whose engine allows seccomp",
    ),
    Trial(name="wall", required=True, attempt=build_wall, remedy=_FIRST_THE_LAYERS),
    Trial(
        name="thread limit",
        required=False,
        attempt=bind_threads,
        remedy="grade as root in a container, where every worker gets a user to itself; without it a "
        "program that starts many threads is stopped by its memory and time limits only",
    ),
    Trial(
        name="namespaces",
        required=False,
        attempt=unshare_namespaces,
        remedy="sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu 24.04), or "
        "kernel.unprivileged_userns_clone=1 (Debian); containers mostly forbid them",
    ),
    Trial(name="bubblewrap", required=False, attempt=run_bubblewrap, remedy="apt install bubblewrap"),
    Trial(
        name="cgroup",
        required=False,
        attempt=read_cgroup,
        remedy="systemd-run --user --scope -p Delegate=yes grader grade ... gives it a group of its own",
    ),
    Trial(
        name="huge pages",
        required=False,
        attempt=gather_pages,
        remedy="use Linux 6.1 or newer; without them a worker takes some 20 ms more to start",
    ),
)
