"""Run a command from which the kernel takes something: `python forbid.py namespaces|calls COMMAND...`.

`namespaces`: a user namespace of its own in which no further one may be made, which is what a kernel does
whose `user.max_user_namespaces` is 0. `calls`: a seccomp filter that refuses what Docker's default profile
refuses to a container without CAP_SYS_ADMIN. Where it cannot be done, the status is 77.
"""

import ctypes
import errno
import os
import sys
from pathlib import Path

_CANNOT = 77
_CLONE_NEWUSER = 0x10000000
# CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET: the mask in Docker's profile.
_CLONE_NEW = 0x7E020000
_PR_SET_NO_NEW_PRIVS = 38
_REFUSED = (
    "unshare", "setns", "mount", "umount2", "pivot_root", "move_mount", "open_tree", "fsopen", "fsmount",
    "fsconfig", "fspick", "mount_setattr", "bpf", "perf_event_open", "keyctl", "add_key", "request_key",
    "userfaultfd", "open_by_handle_at", "quotactl", "swapon", "syslog", "io_uring_setup", "io_uring_enter",
    "io_uring_register",
)  # fmt: skip


def forbid_namespaces() -> None:
    """Move into a user namespace, as the same user, and allow none inside it."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"no user namespace can be made: {os.strerror(code)}")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")


def forbid_calls() -> None:
    """Load the filter; clone3, whose flags no filter can see, answers as if the kernel had no such call."""
    import pyseccomp  # noqa: PLC0415  (only here is it needed)

    made = pyseccomp.SyscallFilter(defaction=pyseccomp.ALLOW)
    for name in _REFUSED:
        made.add_rule(pyseccomp.ERRNO(errno.EPERM), name)
    made.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    for bit in (1 << place for place in range(32) if _CLONE_NEW >> place & 1):
        made.add_rule(pyseccomp.ERRNO(errno.EPERM), "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, bit, bit))
    made.load()


def main() -> None:
    """Forbid it, and become the command."""
    _, what, *command = sys.argv
    try:
        {"namespaces": forbid_namespaces, "calls": forbid_calls}[what]()
    except (OSError, ImportError, RuntimeError) as error:
        sys.stderr.write(f"{what} cannot be forbidden here: {error}\n")
        raise SystemExit(_CANNOT) from error
    os.execvp(command[0], command)  # noqa: S606  (the caller's own command)


if __name__ == "__main__":
    main()
