"""Whose fault it is."""

import re
import signal
from typing import Any

import pytest

from grader.model.errors import (
    SandboxError,
    StudentCpuLimit,
    StudentCrashed,
    StudentFault,
    StudentFileSizeLimit,
    StudentNoScratch,
    StudentOutOfMemory,
    StudentRaised,
    StudentScratchLimit,
    StudentThreadLimit,
)
from grader.model.limits import KIB, MIB, Limits
from grader.model.place import Place
from grader.sandbox.blame import blame_ending, blame_raised
from grader.sandbox.usage import Usage
from grader.warm.ending import Ending
from grader.wire.message import OUT_OF_MEMORY_CODE, Frame, Raised

_LIMITS = Limits(cpu_s=10, memory_bytes=256 * MIB, threads=8)


def _ending(number: int = 0, code: int = 0, cpu_s: float = 0.0) -> Ending:
    return Ending(signal=number, code=code, cpu_s=cpu_s, peak_bytes=2**30)


def _raised(raised: Raised, *, walled: bool = True, threads: int = 1) -> StudentFault:
    return blame_raised(
        raised, _LIMITS, lambda: Usage(mapped_bytes=100 * MIB, threads=threads), walled=walled
    )


def _ended(
    number: int = 0, code: int = 0, cpu_s: float = 0.0, *, said: str = "", walled: bool = True
) -> StudentFault:
    return blame_ending(_ending(number, code, cpu_s), _LIMITS, said=said, walled=walled)


def test_an_exception_keeps_its_trace() -> None:
    """A described exception becomes a `StudentRaised`, a line for each frame."""
    in_cell = Raised(kind="E", message="", frames=[Frame(line=2, cell=5, function="f", text="g()")])
    assert _raised(in_cell).trace == "cell 5, line 2, in f: g()"  # type: ignore[attr-defined]
    frames = [Frame(line=3, function="train", text="step()"), Frame(line=9, function="", text="x = (")]
    fault = _raised(Raised(kind="ValueError", message="no", frames=frames))
    assert isinstance(fault, StudentRaised)
    assert (str(fault), fault.trace) == ("ValueError: no", "line 3, in train: step()")
    assert fault.place == Place(line=9)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("MemoryError", ""),
        ("OutOfMemoryError", "CUDA out of memory. Tried to allocate 2 GiB"),
        ("RuntimeError", "DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes."),
    ],
)
def test_memory_has_a_fault_of_its_own(kind: str, message: str) -> None:
    """Python's, torch's and CUDA's ways of refusing memory are all `StudentOutOfMemory`."""
    fault = _raised(Raised(kind=kind, message=message))
    assert isinstance(fault, StudentOutOfMemory)
    assert "CUDA" in message or str(fault) == (
        "asked for more than the 256 MiB of memory it may use (before, it held 100 MiB at most)"
    )


def test_a_thread_is_refused_for_want_of_either() -> None:
    """With all its threads taken it is their number, and with few of them the memory of their stacks."""
    refused = Raised(kind="RuntimeError", message="can't start new thread")
    assert str(_raised(refused, threads=8)) == "wanted more threads than the 8 it may have (it had 8)"
    assert isinstance(_raised(refused, threads=3), StudentOutOfMemory)
    assert isinstance(_raised(refused, walled=False), StudentRaised)


@pytest.mark.parametrize("kind", ["ValueError", "RuntimeErrors", "Exception"])
def test_what_a_check_may_expect_is_no_limit(kind: str) -> None:
    """Only the exceptions that Python raises where it is refused something are read for its reason."""
    for message in ("can't start new thread", "[Errno 24] Too many open files", "std::bad_alloc"):
        assert type(_raised(Raised(kind=kind, message=message))) is StudentRaised


def test_writing_has_a_fault_of_its_own_behind_a_wall() -> None:
    """An exception that came of writing says that nothing can be written, where that is so."""
    wrote = Raised(kind="PermissionError", message="'x'", wrote=True)
    assert isinstance(_raised(wrote), StudentNoScratch)
    assert isinstance(_raised(wrote, walled=False), StudentRaised)


@pytest.mark.parametrize(
    ("short_of", "kind", "said"),
    [
        ("", StudentNoScratch, "Files can be written in the working directory"),
        ("room", StudentScratchLimit, r"than the 1 MiB, in 128 files, that it may use \(it had 1 MiB in 7\)"),
        ("size", StudentFileSizeLimit, r"than the 64 KiB that one may have \(its largest one has 64 KiB\)"),
    ],
)
def test_what_the_scratch_folder_is_short_of_has_a_fault_of_its_own(
    short_of: Any, kind: type[StudentFault], said: str
) -> None:
    """Room and a file's size are told apart, and a worker that lies of its use has used what there is."""
    limits = Limits(scratch_bytes=MIB, file_bytes=64 * KIB)
    wrote = Raised(
        kind="OSError", message="no", wrote=True, short_of=short_of, used_bytes=2**60, used_files=7
    )
    fault = blame_raised(wrote, limits, Usage, walled=True)
    assert type(fault) is kind
    assert re.search(said, str(fault))
    assert isinstance(_raised(wrote), StudentNoScratch)


def test_a_signal_for_too_large_a_file_is_no_crash() -> None:
    """It is the limit's doing, where there is one."""
    ending = _ending(signal.SIGXFSZ)
    limits = Limits(scratch_bytes=MIB)
    assert isinstance(blame_ending(ending, limits, said="", walled=True), StudentFileSizeLimit)
    assert isinstance(_ended(signal.SIGXFSZ), StudentCrashed)


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(0, OUT_OF_MEMORY_CODE, ""), (signal.SIGABRT, 0, "what():  std::bad_alloc")],
)
def test_an_end_for_want_of_memory_is_no_crash(number: int, code: int, said: str) -> None:
    """A worker that had not even the memory to say so, and a library that gives up, are out of memory."""
    assert isinstance(_ended(number, code, said=said), StudentOutOfMemory)
    assert isinstance(_ended(number, code, said=said, walled=False), StudentCrashed)


def test_a_library_that_ends_for_want_of_threads_is_no_crash() -> None:
    """What torch's threads print before they end the process is believed."""
    said = "libgomp: Thread creation failed: Resource temporarily unavailable"
    assert isinstance(_ended(code=1, said=said), StudentThreadLimit)


def test_an_exit_is_a_crash() -> None:
    """A process that ended itself has crashed, whatever its exit code is."""
    fault = _ended(code=0)
    assert isinstance(fault, StudentCrashed)
    assert str(fault) == "the program ended itself with exit code 0"


@pytest.mark.parametrize(("number", "said"), [(signal.SIGSEGV, "SIGSEGV"), (40, "signal 40")])
def test_a_signal_is_a_crash(number: int, said: str) -> None:
    """A signal is named where it has a name."""
    fault = _ended(number)
    assert isinstance(fault, StudentCrashed)
    assert said in str(fault)


def test_a_kill_at_the_limit_is_that_of_processor_time() -> None:
    """The kernel kills what has used up its processor time."""
    fault = _ended(signal.SIGKILL, cpu_s=9.9)
    assert isinstance(fault, StudentCpuLimit)
    assert str(fault) == "used 9.9 s of the 10 s of processor time it may use in all"


def test_a_kill_from_outside_is_not_the_students() -> None:
    """Behind the wall nobody can kill itself, so another kill is the machine's; without one it is a crash."""
    with pytest.raises(SandboxError, match="1,024 MiB was killed, and not by the grader"):
        _ended(signal.SIGKILL)
    assert isinstance(_ended(signal.SIGKILL, walled=False), StudentCrashed)
