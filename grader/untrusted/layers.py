"""The trials of `standard`: each builds one layer around its own process, and does what it forbids."""

import ctypes
import errno
import os
import platform

from grader.untrusted.bounds import bound_resources, drop_privileges
from grader.untrusted.landlock import Ruleset, landlock_version
from grader.untrusted.refusal import GRANTED, refuse_calls, refuse_memory, refuse_reading, refuse_root
from grader.untrusted.seccomp import compile_filter, load_filter
from grader.untrusted.trial import LayerError, Trial

_ROOM_BYTES = 64 * 1024 * 1024
_CPU_S, _OPEN_FILES, _THREADS = 60, 64, 64
_PR_GET_NO_NEW_PRIVS = 39
_NO_WALL = "no wall can be built: `grader grade` stops, or grades without one under --sandbox none"


def name_system() -> str:
    """The kernel and the machine."""
    return f"{platform.system()} {platform.release()}, {platform.machine()}"


def bind_memory() -> str:
    """Bound this process's memory, then ask for more."""
    _bound()
    refuse_memory(4 * _ROOM_BYTES)
    return "more memory than allowed is refused"


def drop_rights() -> str:
    """Give up every privilege, then ask for them back."""
    was_root = os.geteuid() == 0
    _drop()
    refuse_root()
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
    refuse_reading()
    return f"version {version}; reading a file that was not granted is refused"


def load_seccomp() -> str:
    """Load the workers' own filter, then open a socket and start a process."""
    program = _compile()
    _drop()
    load_filter(program)
    refuse_calls()
    return "sockets and new processes are refused"


def build_wall() -> str:
    """Build all layers in the workers' own order, then try all that they forbid."""
    ruleset, program = _one_grant(), _compile()
    _bound()
    _drop()
    ruleset.enforce()
    load_filter(program)
    refuse_memory(4 * _ROOM_BYTES)
    refuse_root()
    refuse_reading()
    refuse_calls()
    return "all layers stand together in one process"


def _bound() -> None:
    bound_resources(memory_bytes=_ROOM_BYTES, cpu_s=_CPU_S, open_files=_OPEN_FILES, threads=_THREADS)


def _one_grant() -> Ruleset:
    ruleset = Ruleset()
    ruleset.allow_reading(GRANTED)
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
        "in a container, use Docker 23, Podman 4.2 or newer, or allow landlock_create_ruleset, "
        "landlock_add_rule and landlock_restrict_self in its seccomp profile",
    )


_GET_LANDLOCK = (
    "use a kernel of 5.13 or newer with CONFIG_SECURITY_LANDLOCK, as Debian 12, Ubuntu 22.04 and WSL 2 "
    "have it; a container has its host's"
)
_GET_LIBSECCOMP = (
    "install it: apt install libseccomp2 (Debian, Ubuntu), dnf install libseccomp (Fedora), "
    "apk add libseccomp (Alpine)"
)
_AS_A_USER = (
    "in a container, run as an ordinary user (docker run --user 1000), who has no privileges to drop, or "
    "leave root its capabilities SETUID, SETGID and KILL"
)

LAYERS = (
    Trial(name="system", part="standard", attempt=name_system, cost=_NO_WALL, remedy="grade on Linux"),
    Trial(
        name="rlimits",
        part="standard",
        attempt=bind_memory,
        cost=_NO_WALL,
        remedy="use a real Linux kernel: emulations of one (WSL 1, some container runtimes) ignore limits",
    ),
    Trial(name="privileges", part="standard", attempt=drop_rights, cost=_NO_WALL, remedy=_AS_A_USER),
    Trial(name="Landlock", part="standard", attempt=enforce_landlock, cost=_NO_WALL, remedy=_GET_LANDLOCK),
    Trial(
        name="seccomp",
        part="standard",
        attempt=load_seccomp,
        cost=_NO_WALL,
        remedy="use a kernel with CONFIG_SECCOMP_FILTER, and in a container one whose engine allows seccomp",
    ),
    Trial(
        name="wall",
        part="standard",
        attempt=build_wall,
        cost=_NO_WALL,
        remedy="mend the layers above first; if they all stand, this kernel does not combine them",
    ),
)
