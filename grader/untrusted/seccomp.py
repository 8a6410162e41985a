"""seccomp: the system calls that Python and torch need to compute, and no others.

Anything else answers EPERM. A filter is compiled once, before the fork, by libseccomp, which knows every
architecture's numbers, and loaded by each child.
"""

import ctypes
import errno
import os
import socket
from typing import Any

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_INSTRUCTION_BYTES = 8
_CLONE_THREAD = 0x10000
_SOCKET_TYPE = 0xF
_TRUNCATES = os.O_TRUNC | os.O_ACCMODE
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
_F_GET_SEALS = 1034
_TCGETS, _FIONREAD, _FIONBIO, _FIOCLEX, _TIOCGWINSZ = 0x5401, 0x541B, 0x5421, 0x5451, 0x5413
# NVIDIA's calls carry the type 'F' (nv-ioctl-numbers.h); those of its unified memory are bare numbers below
# those of its tests (uvm_ioctl.h, uvm_test_ioctl.h), and two large ones (uvm_linux_ioctl.h). All lie apart
# from the terminal's (0x54..), of which TIOCSTI and TIOCLINUX would type into the instructor's shell.
_IOCTL_TYPE, _NVIDIA_TYPE, _UVM_TESTS = 0xFF00, 0x4600, 200
_UVM_START_AND_END = (0x30000001, 0x30000002)
_PR_SET_NAME, _PR_GET_NAME, _PR_GET_DUMPABLE, _PR_SET_VMA = 15, 16, 3, 0x53564D41

_ALWAYS = """
read write readv writev pread64 pwrite64 preadv pwritev lseek close close_range
fstat stat lstat newfstatat fstatat64 statx statfs fstatfs access faccessat faccessat2 readlink
readlinkat
getdents getdents64 getcwd dup dup2 dup3 umask sendfile copy_file_range
munmap mremap mprotect brk msync membarrier
futex futex_time64 futex_waitv set_robust_list rseq set_tid_address arch_prctl
gettid getpid getppid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp
clock_nanosleep nanosleep gettimeofday time times getrusage sysinfo uname getcpu
sched_yield sched_get_priority_max sched_get_priority_min get_mempolicy
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
restart_syscall
alarm setitimer getitimer timerfd_create timerfd_settime timerfd_gettime
poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
eventfd eventfd2 pipe pipe2
shutdown getsockopt getsockname getpeername
getrandom getrlimit exit exit_group
""".split()  # noqa: SIM905  (a hundred names are read more easily as text)
# Asked of itself only: of others they would be a way to hear what another worker says by them.
_OF_ITSELF = (
    "sched_getaffinity", "sched_setaffinity", "sched_getparam", "sched_getscheduler", "getpgid", "getsid",
    "get_robust_list",
)  # fmt: skip
# The clocks that there are; larger numbers are those of other processes.
_CLOCKS = 16
# Pages are given back, kept or read ahead. Not here: huge ones, of which a part keeps the whole, and what
# moves pages out of memory, where nobody counts them.
_ADVICE = (0, 1, 2, 3, 4, 8, 10, 11, 12, 13, 15, 16, 17)
_MAP_SHARED, _MAP_ANONYMOUS = 0x1, 0x20
# What CUDA's driver needs to start, and what it takes to forbid that before the student's code is here.
_TO_START = ("memfd_create", "ftruncate", "seccomp")
# What a worker with a folder to write in needs on top; Landlock says where. Not here: links, and what changes
# a mode, an owner or a date, which nothing would keep to that folder.
# Nor does it send files into sockets: they hold pages that the folder, cut short, no longer counts.
_NOT_TO_KEEP = ("sendfile",)
_TO_KEEP = ("ftruncate", "mkdir", "mkdirat", "rename", "renameat", "rmdir", "unlink", "unlinkat")
# A libc that finds these missing falls back to the older calls, whose arguments a filter can see.
_MISSING = ("clone3", "openat2")


def compile_filter(*, cuda: bool = False, truncation: bool = True, scratch: bool = False) -> bytes:
    """The filter as a BPF program.

    Args:
        cuda: open the ioctl calls of NVIDIA's driver, too, and what it needs to start; a worker that has
            started it loads the filter of `compile_seal` on top.
        truncation: leave it to Landlock which files may be opened with `O_TRUNC`, which its first two
            versions do not do: for them it must be False.
        scratch: open the calls that make, rename and remove files, for a worker with a folder to write in.

    Raises:
        OSError: libseccomp is not on this machine.
    """
    pyseccomp = _library()
    made = pyseccomp.SyscallFilter(defaction=pyseccomp.ERRNO(errno.EPERM))
    made.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    for name in _allowed(cuda=cuda, scratch=scratch):
        _allow(pyseccomp, made, name)
    for name in _MISSING:
        made.add_rule(pyseccomp.ERRNO(errno.ENOSYS), name)
    arg, equal, masked = pyseccomp.Arg, pyseccomp.EQ, pyseccomp.MASKED_EQ
    for name, flags in (("open", 1), ("openat", 2)):
        _allow(pyseccomp, made, name, *(() if truncation else (arg(flags, masked, os.O_TRUNC, 0),)))
        # The first versions keep to their folder who opens a file to write, and forget who opens it to read.
        for access in (os.O_WRONLY, os.O_RDWR) if scratch and not truncation else ():
            _allow(pyseccomp, made, name, arg(flags, masked, _TRUNCATES, os.O_TRUNC | access))
    if scratch:
        _allow(pyseccomp, made, "renameat2", arg(4, equal, 0))
    made.add_rule(pyseccomp.ALLOW, "clone", arg(0, masked, _CLONE_THREAD, _CLONE_THREAD))
    # Streams only: a socket for datagrams could send them to any socket in the file system.
    stream = arg(1, masked, _SOCKET_TYPE, int(socket.SOCK_STREAM))
    made.add_rule(pyseccomp.ALLOW, "socketpair", arg(0, equal, int(socket.AF_UNIX)), stream)
    # Urgent bytes have a queue of their own in the kernel, which nobody needs and others have broken out by.
    for name, flags in (("sendto", 3), ("recvfrom", 3), ("sendmsg", 2), ("recvmsg", 2)):
        _allow(pyseccomp, made, name, arg(flags, masked, int(socket.MSG_OOB), 0))
    made.add_rule(pyseccomp.ALLOW, "prlimit64", arg(0, equal, 0), *(() if cuda else (arg(2, equal, 0),)))
    _allow_of_itself(pyseccomp, made)
    # A shared map is kept whole by any page of it that is left, and counts as that page.
    for name in ("mmap", "mmap2"):
        _allow(pyseccomp, made, name, *(() if cuda else (arg(3, masked, _MAP_SHARED, 0),)))
    _allow_commands(pyseccomp, made)
    if cuda:
        made.add_rule(pyseccomp.ALLOW, "ioctl", arg(1, masked, _IOCTL_TYPE, _NVIDIA_TYPE))
        made.add_rule(pyseccomp.ALLOW, "ioctl", arg(1, pyseccomp.LT, _UVM_TESTS))
        for request in _UVM_START_AND_END:
            made.add_rule(pyseccomp.ALLOW, "ioctl", arg(1, equal, request))
    return _export(made)


def compile_seal(*, scratch: bool = False) -> bytes:
    """The filter that forbids what CUDA's driver needed to start; of two filters the stricter one holds."""
    pyseccomp = _library()
    made = pyseccomp.SyscallFilter(defaction=pyseccomp.ALLOW)
    made.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    refusal = pyseccomp.ERRNO(errno.EPERM)
    for name in sorted({*_TO_START} - {*(_TO_KEEP if scratch else ())}):
        made.add_rule(refusal, name)
    made.add_rule(refusal, "prlimit64", pyseccomp.Arg(2, pyseccomp.NE, 0))
    # The driver maps its devices shared; memory that nothing lies under would escape whoever watches.
    both = _MAP_SHARED | _MAP_ANONYMOUS
    made.add_rule(refusal, "mmap", pyseccomp.Arg(3, pyseccomp.MASKED_EQ, both, both))
    return _export(made)


def load_filter(program: bytes, *, threads: bool = False) -> None:
    """Bind this process to the filter, for good; needs no_new_privs.

    Args:
        program: as it was compiled.
        threads: the process has several, and all are to be bound; otherwise it must have one only.

    Raises:
        OSError: the kernel refuses.
    """

    class _Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    code = _Program(len(program) // _INSTRUCTION_BYTES, program)
    libc = ctypes.CDLL(None, use_errno=True)
    if threads:
        pyseccomp = _library()
        call = pyseccomp.resolve_syscall(pyseccomp.system_arch(), "seccomp")
        failed = libc.syscall(call, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(code))
    else:
        failed = libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(code), 0, 0)
    if failed > 0:
        raise OSError(f"seccomp: thread {failed} cannot be bound")
    if failed < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")


def _allowed(*, cuda: bool, scratch: bool) -> list[str]:
    names = dict.fromkeys((*_ALWAYS, *(_TO_START if cuda else ()), *(_TO_KEEP if scratch else ())))
    return [name for name in names if not (scratch and name in _NOT_TO_KEEP)]


def _library() -> Any:
    try:
        import pyseccomp  # noqa: PLC0415  (it fails to import where the C library is missing)
    except (ImportError, RuntimeError, OSError) as error:
        raise OSError(
            f"libseccomp cannot be loaded ({error}); install it (Debian: apt install libseccomp2)"
        ) from error
    return pyseccomp


def _allow(pyseccomp: Any, made: Any, name: str, *conditions: object) -> None:
    # Not every architecture has every call.
    if pyseccomp.resolve_syscall(pyseccomp.system_arch(), name) >= 0:
        made.add_rule(pyseccomp.ALLOW, name, *conditions)


def _allow_of_itself(pyseccomp: Any, made: Any) -> None:
    equal = pyseccomp.EQ
    for name in _OF_ITSELF:
        made.add_rule(pyseccomp.ALLOW, name, pyseccomp.Arg(0, equal, 0))
    made.add_rule(pyseccomp.ALLOW, "getpriority", pyseccomp.Arg(1, equal, 0))
    for name in ("clock_gettime", "clock_getres"):
        made.add_rule(pyseccomp.ALLOW, name, pyseccomp.Arg(0, pyseccomp.LT, _CLOCKS))
    for advice in _ADVICE:
        made.add_rule(pyseccomp.ALLOW, "madvise", pyseccomp.Arg(2, equal, advice))


def _allow_commands(pyseccomp: Any, made: Any) -> None:
    commands = {
        ("fcntl", 1): (_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC, _F_GET_SEALS),
        ("prctl", 0): (_PR_SET_NAME, _PR_GET_NAME, _PR_GET_DUMPABLE, _PR_SET_VMA),
        ("ioctl", 1): (_TCGETS, _FIONREAD, _FIONBIO, _FIOCLEX, _TIOCGWINSZ),
    }
    for (name, position), values in commands.items():
        for value in values:
            made.add_rule(pyseccomp.ALLOW, name, pyseccomp.Arg(position, pyseccomp.EQ, value))


def _export(made: Any) -> bytes:
    with os.fdopen(os.memfd_create("filter"), "w+b") as file:
        made.export_bpf(file)
        file.seek(0)
        return file.read()
