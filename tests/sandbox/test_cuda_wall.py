"""The wall of a worker with CUDA keeps in what the other wall does; no device is needed to see that."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.model.errors import SandboxError, StudentFault, StudentOutOfMemory
from grader.model.limits import MIB, Limits
from grader.model.outcome import Outcome
from grader.sandbox.standard import StandardSandbox

_HOSTILE = Path(__file__).parents[1] / "hostile"
_FAMILIES = ("reading", "writing", "processes", "memory", "disk", "network", "kernel")
# What a CUDA worker must have is its own: what it has mapped, its grants in /proc, held open, and shared maps
# of files, as the driver's are.
_ITS_OWN = {
    "reads_itself_in_proc", "reads_what_it_did_not_inherit", "makes_a_map_of_the_training_set_writable",
    "maps_its_scratch",
}  # fmt: skip
_PROGRAMS = [
    path
    for family in _FAMILIES
    for path in sorted((_HOSTILE / family).glob("*.py"))
    if path.stem not in _ITS_OWN
]
_LIMITS = Limits(
    memory_bytes=256 * MIB, cuda_memory_bytes=1024 * MIB, output_bytes=256 * 1024, threads=32, cpu_s=30
)
_SHORT_S, _LONG_S = 1.5, 60.0
_INTRUDER = """
import ctypes, errno, fcntl, os, resource, socket, threading

libc = ctypes.CDLL(None, use_errno=True)
TIOCSTI, TIOCLINUX, FIBMAP, UVM_TEST = 0x5412, 0x541C, 1, 200

def call(request):
    fcntl.ioctl(1, request, bytearray(64))

def thread_file(name):
    return f"/proc/self/task/{threading.get_native_id()}/{name}"

def read(path):
    with open(path, "rb") as file:
        return file.read(100)

def try_all():
    attempts = {
        "inet": lambda: socket.socket(),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "vsock": lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM),
        "datagrams": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
        "fork": os.fork,
        "exec": lambda: os.execv("/bin/sh", ["sh"]),
        "memory file": lambda: os.memfd_create("x"),
        "growing a file": lambda: os.ftruncate(1, 100),
        "file limit": lambda: libc_call("setrlimit", resource.RLIMIT_FSIZE, (ctypes.c_long * 2)(1, 1)),
        "another filter": lambda: libc_call("syscall", 317, 1, 0, None),
        "typing": lambda: call(TIOCSTI),
        "console": lambda: call(TIOCLINUX),
        "driver's tests": lambda: call(UVM_TEST),
        "write": lambda: open("/dev/shm/x", "w"),
        "passwords": lambda: read("/etc/passwd"),
        "parent": lambda: read(f"/proc/{os.getppid()}/status"),
        "init": lambda: read("/proc/1/cmdline"),
        "symbols": lambda: read("/proc/kallsyms"),
        "environment": lambda: read("/proc/self/environ"),
        "own memory": lambda: os.open(thread_file("mem"), os.O_RDWR),
        "root": lambda: os.listdir(thread_file("root")),
        "kill": lambda: os.kill(os.getppid(), 0),
        "affinity": lambda: os.sched_setaffinity(os.getppid(), {0}),
        "setuid": lambda: os.setuid(0),
    }
    done = []
    for name, attempt in attempts.items():
        try:
            attempt()
            done.append(name)
        except PermissionError:
            pass
    return done

def libc_call(name, *arguments):
    if getattr(libc, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))

def name_another_thread(name):
    stop, known = threading.Event(), threading.Event()
    found = []
    def wait():
        found.append(threading.get_native_id())
        known.set()
        stop.wait()
    thread = threading.Thread(target=wait)
    thread.start()
    known.wait()
    path = f"/proc/self/task/{found[0]}/comm"
    with open(path, "r+") as file:
        file.write(name)
    with open(path) as file:
        told = file.read().strip()
    stop.set()
    thread.join()
    return told

def vendors():
    folder = "/sys/bus/pci/devices"
    return [read(f"{folder}/{name}/vendor").decode().strip() for name in os.listdir(folder)]

def command_line():
    return read(thread_file("cmdline")).decode()

def original_arguments():
    import sys
    return sys.argv[1:] + sys.orig_argv[1:]

def allocate(count):
    import torch
    held = torch.ones(count, dtype=torch.uint8)
    import time
    time.sleep(60)
"""


@pytest.fixture
def intruder(standard_sandbox: StandardSandbox, talk: Any) -> Iterator[Any]:
    """A worker with CUDA's wall, and a program that tries to get out; it needs no device."""
    with standard_sandbox.start(_LIMITS, files={}, cuda=True) as worker:
        conversation = talk(worker)
        conversation.load(_INTRUDER)
        yield conversation


def test_does_nothing_to_the_system(intruder: Any) -> None:
    """No socket, process, file, file in memory, terminal call, further filter or limit: all are refused."""
    assert intruder.call("try_all") == []


def test_names_its_threads(intruder: Any) -> None:
    """A thread is named through /proc, as CUDA's driver does when it starts."""
    assert intruder.call("name_another_thread", "cuda-EvtHandlr") == "cuda-EvtHandlr"


def test_looks_for_its_device(intruder: Any) -> None:
    """The maker of each PCI device of the machine can be read, wherever its root lies."""
    machine = Path("/sys/bus/pci/devices")
    if not machine.is_dir():
        pytest.skip("this machine has no PCI bus")
    expected = sorted(path.read_text(encoding="ascii").strip() for path in machine.glob("*/vendor"))
    assert sorted(intruder.call("vendors")) == expected


def test_does_not_know_where_secrets_lie(intruder: Any) -> None:
    """The server's command line names the folders to hide, and /proc does not show it to a worker."""
    assert intruder.call("command_line").strip("\0") == ""
    assert intruder.call("original_arguments") == []


def test_is_watched_while_it_holds_too_much(intruder: Any) -> None:
    """Past its limit of the host's memory a worker is ended, and told what it held and might hold."""
    with pytest.raises(StudentOutOfMemory, match=r"held \d+ MiB of memory and may hold 256 MiB"):
        intruder.call("allocate", 512 * MIB, timeout_s=_LONG_S)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A file that a worker is given."""
    path = tmp_path / "train_images.npy"
    np.save(path, np.zeros((4, 1, 8, 8), dtype=np.float32))
    return path


def _try(sandbox: StandardSandbox, talk: Any, hostile: Any, given: Path) -> tuple[Outcome, str]:
    """The outcome that the program has, and what it said."""
    timeout_s = _SHORT_S if hostile.outcome is Outcome.TIMED_OUT else _LONG_S
    limits = _LIMITS.with_own(hostile.limits)
    said = []
    try:
        with sandbox.start(limits, files={"train_images": given}, cuda=True) as worker:
            conversation = talk(worker)
            try:
                conversation.load(hostile.source.decode(), timeout_s=timeout_s)
                said += [str(conversation.call("attack", timeout_s=timeout_s)) for _ in range(2)]
            except StudentFault as fault:
                return fault.outcome, f"{said} {fault} {worker.printed}"
            return Outcome.PASSED, f"{said} {worker.printed}"
    except SandboxError as error:
        if not (limits.scratch_bytes and "a scratch folder" in str(error)):
            raise
        pytest.skip(str(error))


@pytest.mark.parametrize("program", _PROGRAMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_keeps_in_what_the_other_wall_does(
    standard_sandbox: StandardSandbox, talk: Any, program: Path, given: Path, read_hostile: Callable[..., Any]
) -> None:
    """What CUDA opens helps no hostile program: each has the outcome that it has without CUDA."""
    hostile = read_hostile(program, {"given": [str(given)]})
    had, said = _try(standard_sandbox, talk, hostile, given)
    assert "got in:" not in said
    assert had == hostile.outcome, said[:2000]
