"""The filters: what CUDA's driver may do while it starts, and no thread of the process afterwards."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")

# A thread that lives before the seal is loaded, and the first one, try both before and after.
_PROGRAM = """
import ctypes, os, resource, threading
from grader.untrusted.bounds import bound_resources, forbid_files
from grader.untrusted.seccomp import compile_filter, compile_seal, load_filter

def attempt(say):
    try:
        descriptor = os.memfd_create("x")
        os.ftruncate(descriptor, 4096)
        say("made")
    except OSError as error:
        say(error.strerror)

def be_another():
    attempt(first.append)
    asked.set()
    sealed.wait()
    attempt(second.append)

first, second = [], []
asked, sealed = threading.Event(), threading.Event()
bound_resources(memory_bytes=None, cpu_s=60, open_files=64, threads=64, file_bytes=2**20)
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
program, seal = compile_filter(cuda=True), compile_seal()
load_filter(program)
thread = threading.Thread(target=be_another)
thread.start()
attempt(first.append)
asked.wait()
forbid_files(64)
load_filter(seal, threads=True)
attempt(second.append)
sealed.set()
thread.join()
try:
    load_filter(seal, threads=True)
    second.append("loaded another filter")
except OSError:
    pass
try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    second.append("set a limit")
except (OSError, ValueError):
    pass
print(first, second)
"""


def test_the_seal_binds_every_thread() -> None:
    """Files in memory can be made before the seal, and afterwards by no thread, older ones included."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], stdout=subprocess.PIPE, text=True, check=True, timeout=60
    )
    refused = "Operation not permitted"
    assert done.stdout == f"{['made', 'made']} {[refused, refused]}\n"


_TRUNCATING = """
import ctypes, os, sys
from grader.untrusted.seccomp import compile_filter, load_filter

path = sys.argv[1]
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
load_filter(compile_filter(truncation=False, scratch=True))

def attempt(act):
    try:
        return act() is not None
    except PermissionError:
        return False

def opened(flags):
    return lambda: os.open(path, flags)

kept = os.open(path, os.O_RDWR)
print(
    [attempt(opened(access | os.O_TRUNC)) for access in (os.O_RDONLY, 3, os.O_WRONLY, os.O_RDWR)],
    [attempt(opened(access)) for access in (os.O_RDONLY, os.O_WRONLY)],
    [attempt(lambda: (os.ftruncate(kept, 0),)), attempt(lambda: (os.rename(path, path + "1"),))],
    [attempt(lambda: (act(path + "1", 0),)) for act in (os.chmod, os.truncate)],
    [attempt(lambda: (act(path + "1", path + "2"),)) for act in (os.link, os.symlink)],
)
"""


def test_a_scratch_filter_lets_only_writers_truncate(tmp_path: Path) -> None:
    """Where Landlock does not know truncation, who opens a file to read cannot; modes and links stay."""
    path = tmp_path / "file"
    path.touch()
    command = [sys.executable, "-c", _TRUNCATING, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=60)
    assert (
        done.stdout == "[False, False, True, True] [True, True] [True, True] [False, False] [False, False]\n"
    )
