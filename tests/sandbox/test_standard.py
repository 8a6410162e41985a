"""What the walls keep in, tried from inside: `standard`, and `full`, which has its layers and more."""

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

import grader
from grader.model.errors import (
    StudentNoScratch,
    StudentOutOfMemory,
    StudentRaised,
)
from grader.model.limits import MIB, Limits
from grader.sandbox.forked import ForkedSandbox

_ROOT = Path(__file__).parents[2]
# In a view of its own a path is not there; elsewhere it may not be opened.
_OUT_OF_REACH = "PermissionError|FileNotFoundError"
_INTRUDER = """
import os, socket, sys, torch

def read(path):
    with open(path, "rb") as file:
        return file.read(100)

def names(path):
    return os.listdir(path)

def write(path):
    with open(path, "w") as file:
        return file.write("x")

def environment():
    return dict(os.environ)

def arguments(): return sys.argv[1:]

def user(): return os.getuid()

def try_all():
    attempts = {
        "inet": lambda: socket.socket(),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "datagrams": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
        "fork": os.fork,
        "exec": lambda: os.execv("/bin/sh", ["sh"]),
        "memfd": lambda: os.memfd_create("x"),
        "root": lambda: os.setuid(0),
        "niceness": lambda: os.nice(-5),
        "chdir": lambda: os.chdir("/"),
        "unlink": lambda: os.unlink("/etc/passwd"),
        "kill": lambda: os.kill(os.getppid(), 0),
        "affinity": lambda: os.sched_setaffinity(os.getppid(), {0}),
    }
    done = []
    for name, attempt in attempts.items():
        try:
            attempt()
            done.append(name)
        except PermissionError:
            pass
    return done

def descriptors():
    kinds = []
    for descriptor in range(256):
        try:
            os.fstat(descriptor)
            kinds.append(descriptor)
        except OSError:
            pass
    return len(kinds)

def allocate(count):
    return torch.zeros(count).numel()

def multiply(threads):
    torch.set_num_threads(threads)
    a = torch.ones(300, 300)
    return torch.get_num_threads(), float((a @ a).sum())

def train():
    torch.manual_seed(0)
    model = torch.nn.Linear(20, 2)
    optimizer = torch.optim.Adam(model.parameters())
    loss = model(torch.randn(50, 20)).square().mean()
    loss.backward()
    optimizer.step()
    return float(loss)

def lazily():
    import asyncio, decimal, sqlite3, scipy.special, wave
    return asyncio.run(asyncio.sleep(0, "slept"))
"""


@pytest.fixture
def intruder(walled_sandbox: ForkedSandbox, talk: Any) -> Any:
    """A worker behind the wall that tries to get out."""
    with walled_sandbox.start(Limits(memory_bytes=512 * MIB), files={}) as worker:
        conversation = talk(worker)
        conversation.load(_INTRUDER)
        yield conversation


def test_names_its_layers(intruder: Any, walled_sandbox: ForkedSandbox) -> None:
    """A worker says what its wall is made of."""
    own = ("namespaces",) if walled_sandbox.name == "full" else ()
    assert intruder.worker.layers == (*own, "rlimits", "privileges", "Landlock", "seccomp")


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/etc/hostname",
        "/proc/1/cmdline",
        "/proc/self/environ",
        "/proc/kallsyms",
        str(_ROOT / "pyproject.toml"),
        str(_ROOT / "exercises" / "mlp" / "hidden_tests.py"),
        str(_ROOT / "solutions" / "mlp.py"),
        str(Path(grader.__file__).parent / "seams.py"),
    ],
)
def test_does_not_read(intruder: Any, path: str) -> None:
    """Neither the system's files, nor other processes, nor the course or the grader itself can be read."""
    with pytest.raises(StudentRaised, match=_OUT_OF_REACH):
        intruder.call("read", path)


def test_does_not_read_the_grader_process(intruder: Any) -> None:
    """The grader's command line, environment and memory are out of reach."""
    for part in ("cmdline", "environ", "mem", "maps"):
        with pytest.raises(StudentRaised, match=_OUT_OF_REACH):
            intruder.call("read", f"/proc/{os.getpid()}/{part}")


@pytest.mark.parametrize("path", ["/", "/root", "/home", "/tmp", str(_ROOT), "/proc"])  # noqa: S108  (not written to)
def test_does_not_list(intruder: Any, path: str) -> None:
    """Folders outside the interpreter's own cannot be listed."""
    with pytest.raises(StudentRaised, match=_OUT_OF_REACH):
        intruder.call("names", path)


def test_does_not_write(intruder: Any, tmp_path: Path) -> None:
    """No file can be made, not in the world's own temporary folder and not beside the libraries."""
    for folder in (tempfile.gettempdir(), "/dev/shm", str(tmp_path), str(Path(os.__file__).parent)):  # noqa: S108
        with pytest.raises((StudentNoScratch, StudentRaised), match="Error"):
            intruder.call("write", f"{folder}/written-by-a-student")
        assert not Path(folder, "written-by-a-student").exists()


def test_may_discard(intruder: Any) -> None:
    """Writing to the null device is allowed, as libraries do that."""
    assert intruder.call("write", os.devnull) == 1


def test_does_nothing_to_the_system(intruder: Any) -> None:
    """No socket, no datagram, no process, no privilege, no signal: every attempt is refused."""
    assert intruder.call("try_all") == []


def test_inherits_no_environment(intruder: Any, canary: str) -> None:
    """A secret in the environment of whoever started the sandbox is in none of its workers'."""
    environment = intruder.call("environment")
    assert canary not in environment.values()
    assert "GRADER_CANARY" not in environment
    assert environment["HOME"] == "/nonexistent"


def test_is_a_user_without_rights(intruder: Any) -> None:
    """A worker of root's is a passing user, and one of anybody else's that user, or a user without a name."""
    own = os.getuid()
    assert intruder.call("user") in (range(61184, 65520) if own == 0 else {own, 65534})


def test_does_not_know_where_secrets_lie(intruder: Any) -> None:
    """The server's command line names the folders to hide, and no worker has it."""
    assert intruder.call("arguments") == []


def test_holds_few_descriptors(intruder: Any) -> None:
    """Of descriptors there are three streams, the wire and no other."""
    assert intruder.call("descriptors") == 4


def test_is_refused_memory_past_its_limit(intruder: Any) -> None:
    """Half of the limit is granted; what exceeds it is `StudentOutOfMemory`, and the worker lives on."""
    assert intruder.call("allocate", 64 * MIB) == 64 * MIB
    with pytest.raises(StudentOutOfMemory, match="512 MiB"):
        intruder.call("allocate", 256 * MIB)
    assert intruder.call("allocate", 1) == 1


def test_computes_with_several_threads(intruder: Any) -> None:
    """A worker may use two threads, and its products are right."""
    assert intruder.call("multiply", 2) == (2, 300.0**3)


def test_starts_with_the_threads_it_is_given(walled_sandbox: ForkedSandbox, talk: Any) -> None:
    """A worker that may use two threads is walled in, and torch in it has two."""
    with walled_sandbox.start(Limits(torch_threads=2), files={}) as worker:
        conversation = talk(worker)
        conversation.load("import torch\ndef threads(): return torch.get_num_threads()")
        assert conversation.call("threads") == 2


def test_trains(intruder: Any) -> None:
    """An optimizer works behind the wall, twice with the same result from the same seed."""
    assert intruder.call("train") == intruder.call("train")


def test_imports_behind_the_wall(intruder: Any) -> None:
    """Installed libraries that were not imported before can still be, and asyncio runs."""
    assert intruder.call("lazily") == "slept"


def test_workers_share_nothing(walled_sandbox: ForkedSandbox, talk: Any) -> None:
    """What one worker leaves in its interpreter is not in the next one's."""
    with walled_sandbox.start(Limits(), files={}) as worker:
        talk(worker).load("import torch; torch.answer = 42")
    with walled_sandbox.start(Limits(), files={}) as worker:
        conversation = talk(worker)
        conversation.load("import torch\ndef peek(): return hasattr(torch, 'answer')")
        assert conversation.call("peek") is False


def test_loads_definitions_one_by_one(walled_sandbox: ForkedSandbox, talk: Any) -> None:
    """With definitions only, a missing library costs what needs it, and the note says which line it was."""
    source = "import no_such_library\nmodel = train()\n\ndef double(x):\n    return 2 * x\n"
    with walled_sandbox.start(Limits(), files={}) as worker:
        conversation = talk(worker)
        note = conversation.load(source, definitions_only=True)
        assert note == "Line 1 was left out (ModuleNotFoundError: No module named 'no_such_library')."
        assert conversation.call("double", 21) == 42
