"""What hostile programs share: how an attempt is told from a success, and how to reach what is attacked.

The test puts this text in front of every program, as a module called `attempts`, and fills `TARGETS` in: a program
knows where everything lies that it is after.
"""

import ctypes
import errno
import os
import platform
import stat

# secrets: files with a canary; given: files a worker may read; folders: where one might write; pids: of processes
# that are not its own; mark: a part of the name of every file that a program tries to make; half, rest: the canary.
TARGETS = {
    "secrets": ["/root/.ssh/id_rsa"],
    "folders": ["/tmp", "/dev/shm", "/var/tmp"],
    "pids": [1],
    "mark": "left-by-a-hostile-program",
    "half": "no canary",
    "rest": " is here",
}

# What a wall answers: not allowed, not there, no such call, nowhere to be written, nothing to reach.
REFUSALS = {
    errno.EPERM, errno.EACCES, errno.ENOENT, errno.ESRCH, errno.ENOSYS, errno.EROFS, errno.ENXIO, errno.ENODEV,
}  # fmt: skip

libc = ctypes.CDLL(None, use_errno=True)


class GotIn(BaseException):
    """An attack that succeeded; its message begins with the words that the test looks for."""


def got_in(what):
    """Say it on every way out, so that nothing a program does afterwards can hide it."""
    text = f"got in: {what}"
    try:
        os.write(1, (text + "\n").encode("utf-8", "backslashreplace"))
    except OSError:
        pass
    raise GotIn(text)


def refused(what, attempt, *also):
    """Try it. A refusal of the wall is returned as text; success is `got in`; any other error passes through.

    `also` names further errors (numbers, or types of exception) by which this attempt may be refused.
    """
    types = tuple(one for one in also if isinstance(one, type))
    numbers = REFUSALS | {one for one in also if isinstance(one, int)}
    try:
        got = attempt()
    except OSError as error:
        if error.errno not in numbers and not isinstance(error, types):
            raise
        return f"{what}: {errno.errorcode.get(error.errno, error)}"
    except types as error:
        return f"{what}: {type(error).__name__}"
    got_in(f"{what}: {repr(got)[:500]}")


def read(path, count=4096):
    """The beginning of a file."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, count)
    finally:
        os.close(descriptor)


def wire():
    """The descriptor of the channel to the grader."""
    for descriptor in range(64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                return descriptor
        except OSError:
            continue


def frame(header, body=b"", claimed=None):
    """A frame; with `claimed`, one that promises a body of so many bytes."""
    size = len(body) if claimed is None else claimed
    return b"GRD1" + len(header).to_bytes(4, "little") + size.to_bytes(8, "little") + header + body


# The reply `Returned(100)`.
HUNDRED = b"\x82\xa4type\xa8returned\xa5value\x92\xa1p\x64"

_NUMBERS = {
    "x86_64": {
        "fork": 57, "vfork": 58, "ptrace": 101, "shmget": 29, "semget": 64, "msgget": 68, "mknod": 133,
        "personality": 135, "pivot_root": 155, "chroot": 161, "mount": 165, "umount2": 166, "swapon": 167,
        "reboot": 169, "sethostname": 170, "init_module": 175, "quotactl": 179, "setxattr": 188,
        "mq_open": 240, "keyctl": 250, "add_key": 248, "request_key": 249, "unshare": 272, "splice": 275,
        "tee": 276, "vmsplice": 278, "move_pages": 279, "utimensat": 280, "fanotify_init": 300,
        "inotify_init1": 294, "perf_event_open": 298, "name_to_handle_at": 303, "open_by_handle_at": 304,
        "syncfs": 306, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
        "finit_module": 313, "sched_setattr": 314, "seccomp": 317, "memfd_create": 319, "kexec_load": 246,
        "bpf": 321, "execveat": 322, "userfaultfd": 323, "pkey_alloc": 330, "timer_create": 222,
        "sync": 162, "setpgid": 109, "ioprio_set": 251, "migrate_pages": 256, "mbind": 237,
        "setrlimit": 160, "capset": 126, "prlimit64": 302, "sched_setaffinity": 203, "clone": 56,
        "tgkill": 234, "tkill": 200, "rt_sigqueueinfo": 129, "clock_settime": 227, "acct": 163,
        "syslog": 103, "iopl": 172, "modify_ldt": 154, "socket": 41, "connect": 42, "bind": 49,
    },
    "aarch64": {
        "ptrace": 117, "shmget": 194, "semget": 190, "msgget": 186, "personality": 92, "pivot_root": 41,
        "chroot": 51, "mount": 40, "umount2": 39, "swapon": 224, "reboot": 142, "sethostname": 161,
        "init_module": 105, "quotactl": 60, "setxattr": 5, "mq_open": 180, "keyctl": 219, "add_key": 217,
        "request_key": 218, "unshare": 97, "splice": 76, "tee": 77, "vmsplice": 75, "move_pages": 239,
        "utimensat": 88, "fanotify_init": 262, "inotify_init1": 26, "perf_event_open": 241,
        "name_to_handle_at": 264, "open_by_handle_at": 265, "syncfs": 267, "setns": 268,
        "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "finit_module": 273,
        "sched_setattr": 274, "seccomp": 277, "memfd_create": 279, "kexec_load": 104, "bpf": 280,
        "execveat": 281, "userfaultfd": 282, "pkey_alloc": 289, "timer_create": 107, "sync": 81,
        "setpgid": 154, "ioprio_set": 30, "migrate_pages": 238, "mbind": 235, "setrlimit": 164,
        "capset": 91, "prlimit64": 261, "sched_setaffinity": 122, "clone": 220, "tgkill": 131,
        "tkill": 130, "rt_sigqueueinfo": 138, "clock_settime": 112, "acct": 89, "syslog": 116,
        "socket": 198, "connect": 203, "bind": 200,
    },
}  # fmt: skip
# These have one number on every architecture.
_EVERYWHERE = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "pidfd_open": 434, "clone3": 435, "openat2": 437, "pidfd_getfd": 438, "process_madvise": 440,
    "mount_setattr": 442, "quotactl_fd": 443, "landlock_create_ruleset": 444, "landlock_add_rule": 445,
    "landlock_restrict_self": 446, "memfd_secret": 447, "process_mrelease": 448, "cachestat": 451,
    "map_shadow_stack": 453, "lsm_get_self_attr": 459,
}  # fmt: skip


def call(name, *arguments):
    """A system call by its name, past whatever libc or Python would check; raises OSError."""
    number = {**_EVERYWHERE, **_NUMBERS[platform.machine()]}.get(name)
    if number is None:
        raise OSError(errno.ENOSYS, "this architecture has no such call")
    libc.syscall.restype = ctypes.c_long
    wide = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = libc.syscall(ctypes.c_long(number), *wide)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result


def all_refused(calls):
    """Try every `(name, *arguments)`; the refusals."""
    return [refused(name, lambda name=name, rest=rest: call(name, *rest)) for name, *rest in calls]


_WRITABLE = 2


class Part(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_uint32), ("flags", ctypes.c_uint32)] + [
        (name, ctypes.c_uint64) for name in ("offset", "address", "physical", "in_file", "in_memory", "align")
    ]


class Library(ctypes.Structure):
    _fields_ = [
        ("base", ctypes.c_void_p), ("name", ctypes.c_char_p), ("parts", ctypes.POINTER(Part)),
        ("count", ctypes.c_uint16),
    ]


def pieces_of_libraries():
    """(size, start, 1 if it is code) of every part of a loaded library that cannot be written, the largest first."""
    found = []

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Library), ctypes.c_size_t, ctypes.c_void_p)
    def each(library, _size, _data):
        held = library.contents
        for place in range(held.count):
            part = held.parts[place]
            if part.kind == 1 and not part.flags & _WRITABLE:
                start = ((held.base or 0) + part.address) & ~4095
                found.append((part.in_memory & ~4095, start, part.flags & 1))
        return 0

    libc.dl_iterate_phdr(each, None)
    return sorted(found, reverse=True)
