"""Whose fault it is, and which: from an exception's description, or from how a process ended."""

import signal

from grader.model.errors import (
    SandboxError,
    StudentCrashed,
    StudentFault,
    StudentOutOfMemory,
    StudentRaised,
    StudentTimedOut,
)
from grader.model.limits import MIB, Limits
from grader.warm.ending import Ending
from grader.wire.message import Frame, Raised

_NO_MEMORY = ("can't allocate memory", "CUDA out of memory", "Cannot allocate memory", "std::bad_alloc")
_NO_MEMORY_KINDS = ("MemoryError", "OutOfMemoryError")
# The kernel counts a limited process's time in ticks, and reports it exactly: the two differ a little.
_TICKS_S = 0.5


def blame_raised(raised: Raised, limits: Limits) -> StudentFault:
    """The fault for an exception that the worker has described."""
    text = raised.message
    if raised.kind in _NO_MEMORY_KINDS or any(mark in text for mark in _NO_MEMORY):
        return StudentOutOfMemory(memory_text(limits))
    trace = "\n".join(
        f"{_place(frame)}, in {frame.function}: {frame.text}" for frame in raised.frames if frame.function
    )
    return StudentRaised(raised.kind, text, trace)


def blame_ending(ending: Ending, limits: Limits, *, walled: bool) -> StudentFault:
    """The fault for a process that ended while it was asked something.

    Raises:
        SandboxError: it was killed, which code behind the wall cannot do to itself.
    """
    if not ending.signal:
        return StudentCrashed(f"the program ended itself with exit code {ending.code}")
    if ending.signal == signal.SIGKILL:
        if ending.cpu_s >= limits.cpu_s - _TICKS_S:
            return StudentTimedOut(f"used more than the {limits.cpu_s} s of processor time it may")
        if walled:
            raise SandboxError(
                f"a worker that held {ending.peak_bytes // MIB:,} MiB was killed, and not by the grader; if "
                "this machine is short of memory, grade fewer jobs at once (--jobs)"
            )
    return StudentCrashed(f"the program was ended by {_name(ending.signal)}")


def memory_text(limits: Limits) -> str:
    """What is said of a program that was refused memory."""
    return f"asked for more than the {limits.memory_bytes // MIB:,} MiB of memory it may use"


def _place(frame: Frame) -> str:
    return f"cell {frame.cell}, line {frame.line}" if frame.cell else f"line {frame.line}"


def _name(number: int) -> str:
    # Not every number that the kernel knows has a name.
    try:
        return f"{signal.Signals(number).name} ({signal.strsignal(number)})"
    except ValueError:
        return f"signal {number}"
