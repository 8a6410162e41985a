"""seccomp: the system calls that Python and torch need to compute, and no others.

Anything else answers EPERM. A filter is compiled once, before the fork, by libseccomp, which knows every
architecture's numbers, and loaded by each child.
"""

import ctypes
import errno
import os
import socket
import tempfile

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_CLONE_THREAD = 0x10000
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
_F_GET_SEALS = 1034
_TCGETS, _FIONREAD, _FIONBIO, _FIOCLEX, _TIOCGWINSZ = 0x5401, 0x541B, 0x5421, 0x5451, 0x5413
# NVIDIA's calls carry the type 'F'; those of its unified memory are bare small numbers, and two large ones. All lie
# apart from the terminal's (0x54..), of which TIOCSTI and TIOCLINUX would type into the instructor's shell.
_IOCTL_TYPE, _NVIDIA_TYPE, _TERMINAL_CALLS = 0xFF00, 0x4600, 0x5400
_UVM_START_AND_END = (0x30000001, 0x30000002)
_PR_SET_NAME, _PR_GET_NAME, _PR_GET_DUMPABLE, _PR_SET_VMA = 15, 16, 3, 0x53564D41

_ALWAYS = """
read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek close close_range
fstat stat lstat newfstatat fstatat64 statx statfs fstatfs access faccessat faccessat2 open openat readlink readlinkat
getdents getdents64 getcwd dup dup2 dup3 fadvise64 umask flock sendfile copy_file_range
mmap mmap2 munmap mremap mprotect madvise brk mincore msync membarrier
futex futex_time64 futex_waitv set_robust_list get_robust_list rseq set_tid_address arch_prctl
gettid getpid getppid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp getpgid getsid
clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage sysinfo uname getcpu
sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min
getpriority get_mempolicy
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack restart_syscall
alarm setitimer getitimer timerfd_create timerfd_settime timerfd_gettime
poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd eventfd2 pipe pipe2
sendto recvfrom sendmsg recvmsg shutdown getsockopt setsockopt getsockname getpeername
getrandom getrlimit exit exit_group
""".split()
# A libc that finds these missing falls back to the older calls, whose arguments a filter can see.
_MISSING = ("clone3", "openat2")


def compile_filter(*, cuda: bool = False) -> bytes:
    """The filter as a BPF program; with `cuda`, ioctl and the calls that the driver needs are open too.

    Raises:
        OSError: libseccomp is not on this machine.
    """
    try:
        import pyseccomp  # noqa: PLC0415  (it fails to import where the C library is missing)
    except (ImportError, RuntimeError, OSError) as error:
        raise OSError(f"libseccomp cannot be loaded ({error}); install it (Debian: apt install libseccomp2)") from error
    made = pyseccomp.SyscallFilter(defaction=pyseccomp.ERRNO(errno.EPERM))
    made.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    arg, equal, masked = pyseccomp.Arg, pyseccomp.EQ, pyseccomp.MASKED_EQ

    def allow(name: str, *conditions: object) -> None:
        made.add_rule(pyseccomp.ALLOW, name, *conditions)

    for name in (*_ALWAYS, *(("mlock", "munlock", "memfd_create", "ftruncate") if cuda else ())):
        if pyseccomp.resolve_syscall(pyseccomp.system_arch(), name) >= 0:
            allow(name)
    for name in _MISSING:
        made.add_rule(pyseccomp.ERRNO(errno.ENOSYS), name)
    allow("clone", arg(0, masked, _CLONE_THREAD, _CLONE_THREAD))
    allow("socketpair", arg(0, equal, socket.AF_UNIX))
    allow("prlimit64", arg(0, equal, 0), arg(2, equal, 0))
    allow("sched_setaffinity", arg(0, equal, 0))
    for command in (_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC, _F_GET_SEALS):
        allow("fcntl", arg(1, equal, command))
    for option in (_PR_SET_NAME, _PR_GET_NAME, _PR_GET_DUMPABLE, _PR_SET_VMA):
        allow("prctl", arg(0, equal, option))
    for request in (_TCGETS, _FIONREAD, _FIONBIO, _FIOCLEX, _TIOCGWINSZ):
        allow("ioctl", arg(1, equal, request))
    if cuda:
        allow("ioctl", arg(1, masked, _IOCTL_TYPE, _NVIDIA_TYPE))
        allow("ioctl", arg(1, pyseccomp.LT, _TERMINAL_CALLS))
        for request in _UVM_START_AND_END:
            allow("ioctl", arg(1, equal, request))
    return _export(made)


def load_filter(program: bytes) -> None:
    """Bind this process's only thread to the filter, for good; needs no_new_privs."""
    size = 8

    class _Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    code = _Program(len(program) // size, program)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(code), 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")


def _export(made: object) -> bytes:
    with tempfile.TemporaryFile() as file:
        made.export_bpf(file)  # type: ignore[attr-defined]
        file.seek(0)
        return file.read()
