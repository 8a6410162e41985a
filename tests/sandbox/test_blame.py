"""Whose fault it is."""

import signal

import pytest

from grader.model.errors import (
    SandboxError,
    StudentCrashed,
    StudentOutOfMemory,
    StudentRaised,
    StudentTimedOut,
)
from grader.model.limits import Limits
from grader.sandbox.blame import blame_ending, blame_raised
from grader.warm.ending import Ending
from grader.wire.message import Frame, Raised

_LIMITS = Limits(cpu_s=10)


def _ending(number: int = 0, code: int = 0, cpu_s: float = 0.0) -> Ending:
    return Ending(signal=number, code=code, cpu_s=cpu_s, peak_bytes=2**30)


def test_an_exception_keeps_its_trace() -> None:
    """A described exception becomes a `StudentRaised`, a line for each frame."""
    in_cell = Raised(kind="E", message="", frames=[Frame(line=2, cell=5, function="f", text="g()")])
    assert blame_raised(in_cell, _LIMITS).trace == "cell 5, line 2, in f: g()"  # type: ignore[attr-defined]
    frames = [Frame(line=3, function="train", text="step()"), Frame(line=9, function="", text="x = (")]
    fault = blame_raised(Raised(kind="ValueError", message="no", frames=frames), _LIMITS)
    assert isinstance(fault, StudentRaised)
    assert (str(fault), fault.trace) == ("ValueError: no", "line 3, in train: step()")


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
    assert isinstance(blame_raised(Raised(kind=kind, message=message), _LIMITS), StudentOutOfMemory)


def test_an_exit_is_a_crash() -> None:
    """A process that ended itself has crashed, whatever its exit code is."""
    fault = blame_ending(_ending(code=0), _LIMITS, walled=True)
    assert isinstance(fault, StudentCrashed)
    assert str(fault) == "the program ended itself with exit code 0"


@pytest.mark.parametrize(("number", "said"), [(signal.SIGSEGV, "SIGSEGV"), (40, "signal 40")])
def test_a_signal_is_a_crash(number: int, said: str) -> None:
    """A signal is named where it has a name."""
    fault = blame_ending(_ending(number), _LIMITS, walled=True)
    assert isinstance(fault, StudentCrashed)
    assert said in str(fault)


def test_a_kill_at_the_limit_is_a_time_out() -> None:
    """The kernel kills what has used up its processor time."""
    fault = blame_ending(_ending(signal.SIGKILL, cpu_s=9.9), _LIMITS, walled=True)
    assert isinstance(fault, StudentTimedOut)


def test_a_kill_from_outside_is_not_the_students() -> None:
    """Behind the wall nobody can kill itself, so another kill is the machine's; without one it is a crash."""
    with pytest.raises(SandboxError, match="1,024 MiB was killed, and not by the grader"):
        blame_ending(_ending(signal.SIGKILL), _LIMITS, walled=True)
    assert isinstance(blame_ending(_ending(signal.SIGKILL), _LIMITS, walled=False), StudentCrashed)
