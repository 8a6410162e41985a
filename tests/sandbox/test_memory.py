"""Memory from outside: what a process holds, and what is said when it holds too much."""

import mmap
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.model.errors import StudentOutOfMemory
from grader.model.limits import MIB, Limits
from grader.sandbox.memory import MemoryWatch
from grader.sandbox.usage import usage_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is read from Linux's /proc")

_GROW = """
import sys
print("ready", flush=True)
sys.stdin.readline()
held = b"x" * (256 * 2**20)
print("grown", flush=True)
sys.stdin.readline()
"""


def test_counts_what_is_touched() -> None:
    """Memory that was written to is counted, and memory that was only reserved is not."""
    before = usage_of(os.getpid()).resident_bytes
    with mmap.mmap(-1, 256 * MIB) as memory:
        reserved = usage_of(os.getpid()).resident_bytes
        memory.write(b"x" * (256 * MIB))
        touched = usage_of(os.getpid()).resident_bytes
    assert reserved - before < 128 * MIB
    assert touched - before >= 256 * MIB


def test_of_a_process_that_is_gone() -> None:
    """A process that has ended holds nothing."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert usage_of(process.pid).resident_bytes == 0


@pytest.mark.skipif(Path("/dev/nvidiactl").exists(), reason="with a driver the devices are watched, too")
@pytest.mark.parametrize(("limit_mib", "too_much"), [(128, True), (512, False)])
def test_watches_the_host_where_there_is_no_device(*, limit_mib: int, too_much: bool) -> None:
    """What a process took since it was first seen is compared with its limit, and both are said."""
    with subprocess.Popen(
        [sys.executable, "-c", _GROW], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()
        watch = MemoryWatch(process.pid, Limits(memory_bytes=limit_mib * MIB), walled=True)
        process.stdin.write("grow\n")
        process.stdin.flush()
        process.stdout.readline()
        fault = watch.look()
        process.communicate()
    assert isinstance(fault, StudentOutOfMemory) is too_much
    if too_much:
        assert str(fault).endswith("MiB of memory and may hold 128 MiB")
