"""The trials of `full`, on top of those of `standard`: bubblewrap is run in the ways that it is run there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from grader.untrusted.trial import LayerError, Trial

_BWRAP_S = 10.0
_UNSHARE = ("--unshare-ipc", "--unshare-net", "--unshare-pid", "--unshare-uts")
# Everything is shown, because the question is whether a view can be made, not what is in it.
_VIEW = ("--ro-bind", "/", "/")
_CAP_SYS_ADMIN, _FILTERED = 21, 2
_COUNT = "import os; print(sum(name.isdigit() for name in os.listdir('/proc')))"
# bubblewrap's own process, and the program.
_ALONE = 2


def find_bubblewrap() -> str:
    """Ask bubblewrap for its version."""
    bwrap = _bwrap()
    return f"{_said([bwrap, '--version'])} ({bwrap})"


def make_namespaces() -> str:
    """Run a program in namespaces of its own: as root without one for users, as another user in one."""
    command = _enclosed()
    if os.geteuid() == 0 and not _has_sys_admin():
        raise LayerError("root has no CAP_SYS_ADMIN here, as in most containers", _OPEN_CONTAINER)
    try:
        _said([*command, sys.executable, "-I", "-S", "-c", ""])
    except OSError as error:
        raise LayerError(str(error), _why_no_namespaces()) from error
    whose = "root has CAP_SYS_ADMIN" if os.geteuid() == 0 else f"user {os.geteuid()} may make them"
    return f"mounts, processes, network, IPC and host name can be the workers' own ({whose})"


def mount_proc() -> str:
    """Have a fresh /proc mounted in a process namespace, and count who is seen in it."""
    make_namespaces()
    seen = int(_said([*_enclosed(), "--proc", "/proc", sys.executable, "-I", "-S", "-c", _COUNT]))
    if seen > _ALONE:
        raise OSError(f"{seen} processes are seen where there should be {_ALONE}")
    return "a fresh one can be mounted, in which no process outside is seen"


def _bwrap() -> str:
    found = shutil.which("bwrap")
    if found is None:
        raise LayerError("bubblewrap (bwrap) is not installed", _GET_BUBBLEWRAP)
    return found


def _enclosed() -> list[str]:
    return [_bwrap(), *_UNSHARE, *(() if os.geteuid() == 0 else ("--unshare-user",)), *_VIEW]


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_BWRAP_S, check=False)  # noqa: S603  (ours)
    except subprocess.TimeoutExpired:
        raise OSError(f"{command[0]} does not end within {_BWRAP_S:g} s") from None
    if done.returncode != 0:
        said = done.stderr.strip().rpartition("\n")[2].partition(". See <")[0]
        raise OSError(said or f"{command[0]}: status {done.returncode}")
    return done.stdout.strip()


def open_namespaces() -> str:
    """What would let this process make namespaces: a setting, or another way to start it."""
    if os.geteuid() == 0 and not _has_sys_admin():
        return _OPEN_CONTAINER
    return _why_no_namespaces()


def _has_sys_admin() -> bool:
    return bool(_status("CapEff", 16) >> _CAP_SYS_ADMIN & 1)


def _why_no_namespaces() -> str:
    if _setting("user/max_user_namespaces") == "0":
        return "sysctl -w user.max_user_namespaces=15000"
    if _status("Seccomp", 10) == _FILTERED:
        return _OPEN_CONTAINER
    if _setting("kernel/unprivileged_userns_clone") == "0":
        return "sysctl -w kernel.unprivileged_userns_clone=1"
    if _setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return _OPEN_APPARMOR
    return "boot a kernel with CONFIG_USER_NS, or grade as root"


def _setting(name: str) -> str:
    try:
        return Path("/proc/sys", name).read_text(encoding="ascii").strip()
    except OSError:
        # Most kernels have not every one of these settings.
        return ""


def _status(name: str, base: int) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    values = [line.split()[1] for line in lines if line.startswith(f"{name}:")]
    return int(values[0], base) if values else 0


_GET_BUBBLEWRAP = (
    "install it: apt install bubblewrap (Debian, Ubuntu), dnf install bubblewrap (Fedora), "
    "apk add bubblewrap (Alpine)"
)
_OPEN_CONTAINER = (
    "in a container of its own, docker run --user 1000 --security-opt seccomp=unconfined --security-opt "
    "systempaths=unconfined --security-opt apparmor=unconfined (or --privileged); Podman's word for "
    "systempaths=unconfined is unmask=ALL"
)
# https://discourse.ubuntu.com/t/spec-unprivileged-user-namespace-restrictions-via-apparmor-in-ubuntu-23-10/37626
_OPEN_APPARMOR = (
    "Ubuntu since 24.04 forbids them: write `abi <abi/4.0>, include <tunables/global> profile bwrap "
    "/usr/bin/bwrap flags=(unconfined) { userns, }` into /etc/apparmor.d/bwrap and reload apparmor, or "
    "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
)
_NO_FULL = "`auto` takes `standard`: the same layers around a worker, without a file system of its own"

ENCLOSURE = (
    Trial(name="bubblewrap", part="full", attempt=find_bubblewrap, cost=_NO_FULL, remedy=_GET_BUBBLEWRAP),
    Trial(name="namespaces", part="full", attempt=make_namespaces, cost=_NO_FULL, remedy=_OPEN_CONTAINER),
    Trial(
        name="own /proc",
        part="full",
        attempt=mount_proc,
        cost=_NO_FULL,
        remedy="a container that masks parts of its /proc forbids it: docker run --security-opt "
        "systempaths=unconfined, podman run --security-opt unmask=ALL",
    ),
)
