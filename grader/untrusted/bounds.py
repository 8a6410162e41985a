"""Bounds on what this process may use, and the end of its privileges."""

import contextlib
import ctypes
import os
import resource
from pathlib import Path

_PR_SET_KEEPCAPS, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_SET_DUMPABLE = 8, 24, 38, 4
_CAP_DAC_READ_SEARCH = 2
_CLONE_NEWUSER = 0x10000000
_CAPABILITY_VERSION_3 = 0x20080522
# Ordinary accounts do not lie here (systemd's range for passing users), and it fits a 16-bit namespace.
_FIRST_USER, _USERS = 61184, 4336

_libc = ctypes.CDLL(None, use_errno=True)


def bound_resources(  # noqa: PLR0913  (the kernel's limits)
    *,
    memory_bytes: int | None,
    cpu_s: int,
    open_files: int,
    threads: int,
    others: int = 0,
    file_bytes: int = 0,
) -> None:
    """Set the limits, hard ones: memory counts on top of what this process has mapped already.

    CUDA reserves far more addresses than it uses memory, so its workers have no `memory_bytes` and are
    watched from outside. Threads are counted per user: one that is alone as its user may have `threads`, and
    for one that is not (see `be_counted_alone`) `others` says how many its user may have besides. No file may
    grow past `file_bytes`, those in memory included.
    """
    bounds = {
        resource.RLIMIT_CPU: cpu_s,
        resource.RLIMIT_NOFILE: open_files,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    if memory_bytes is not None:
        mapped_pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        bounds[resource.RLIMIT_AS] = mapped_pages * resource.getpagesize() + memory_bytes
    bounds[resource.RLIMIT_NPROC] = threads + others
    for name, wanted in bounds.items():
        _, most = resource.getrlimit(name)
        value = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(name, (value, value))


def forbid_files(open_files: int, file_bytes: int = 0) -> None:
    """Let no file, in memory or not, grow past `file_bytes`, and only so many be open besides."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = min(allowed, max(number for number in range(allowed) if _is_open(number)) + 1 + open_files)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def be_counted_alone(*, named: bool = False) -> bool:
    """See to it that this process's threads are not counted with those of other processes.

    Root becomes a user of its own later, in `drop_privileges`; anybody else enters a user namespace now, in
    which nobody has a name, or with `named` this user alone, as whoever is to own files needs one. Returns
    False where the kernel, or something around this process, forbids that.
    """
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        return True
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        return False
    if named:
        # Who has no privileges outside may name a group only once groups cannot be changed.
        names = {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}
        try:
            for name, text in names.items():
                Path("/proc/self", name).write_text(text, encoding="ascii")
        except OSError:
            return False
    return True


def count_threads(user: int) -> int:
    """How many threads a user has by now in all the processes that can be seen."""
    count = 0
    for process in Path("/proc").iterdir():
        # A process may end while it is looked at.
        with contextlib.suppress(OSError):
            if process.name.isdigit() and process.stat().st_uid == user:
                count += len(list((process / "task").iterdir()))
    return count


def passing_user(number: int) -> int:
    """The user that a former root becomes; different for each of some thousand numbers in a row."""
    return _FIRST_USER + number % _USERS


def drop_privileges(number: int | None = None) -> None:
    """Become a user with no rights where this process is root, lose every capability, and gain none again.

    `number` chooses the user; this process's own does where none is given.

    One capability stays for a former root, that of reading: the interpreter may lie in root's own folders.
    What may be read is Landlock's to say, which is enforced next.
    """
    was_root = os.geteuid() == 0
    if was_root:
        user = passing_user(os.getpid() if number is None else number)
        _prctl(_PR_SET_KEEPCAPS, 1)
        last = int(Path("/proc/sys/kernel/cap_last_cap").read_text(encoding="ascii"))
        for capability in range(last + 1):
            # Without CAP_SETPCAP the bounding set cannot shrink; no_new_privs makes it useless all the same.
            _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    _set_capabilities(1 << _CAP_DAC_READ_SEARCH if was_root else 0)
    _prctl(_PR_SET_DUMPABLE, 0)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def _set_capabilities(kept: int) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    held = (ctypes.c_uint32 * 6)()
    _check(_libc.capget(header, held), "capget")
    # Two words each of effective, permitted, inheritable; the kept one lies in the low word, if it was held.
    permitted = held[1] & kept
    _check(_libc.capset(header, (ctypes.c_uint32 * 6)(permitted, permitted, 0, 0, 0, 0)), "capset")


def _prctl(option: int, value: int) -> None:
    _check(_libc.prctl(option, value, 0, 0, 0), f"prctl {option}")


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
