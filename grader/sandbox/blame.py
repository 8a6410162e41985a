"""Whose fault it is, and which: from an exception's description, or from how a process ended."""

import errno
import signal
from collections.abc import Callable

from grader.model.errors import (
    StudentCpuLimit,
    StudentCrashed,
    StudentFault,
    StudentFileSizeLimit,
    StudentOpenFilesLimit,
    StudentOutOfMemory,
    StudentRaised,
    StudentThreadLimit,
    WorkerLost,
)
from grader.model.limits import MIB, Limits, in_bytes
from grader.model.place import Place
from grader.sandbox.scratch import blame_writing, file_size_text
from grader.sandbox.usage import Usage
from grader.warm.ending import Ending
from grader.wire.message import OUT_OF_MEMORY_CODE, Frame, Raised

_NO_DEVICE_MEMORY = ("CUDA out of memory", "CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED")
_NO_MEMORY = ("can't allocate memory", "Cannot allocate memory", "bad_alloc", *_NO_DEVICE_MEMORY)
_NO_MEMORY_KINDS = ("MemoryError", "OutOfMemoryError")
_NO_THREAD = ("can't start new thread", "Thread creation failed", "Resource temporarily unavailable")
_NO_FILE = (f"[Errno {errno.EMFILE}]", "Too many open files")
# Only what Python and its libraries raise for it: a check may expect a ValueError, whatever that one says.
_REFUSALS = ("RuntimeError", "AcceleratorError", "OSError", "ImportError", "SystemError")
# Python ignores it, so that an exception is raised; a program may have changed that. Windows has none.
_TOO_LARGE_A_FILE = getattr(signal, "SIGXFSZ", -1)
# The kernel counts a limited process's time in ticks, and reports it exactly: the two differ a little.
_TICKS_S = 0.5


def blame_raised(raised: Raised, limits: Limits, use: Callable[[], Usage], *, walled: bool) -> StudentFault:
    """The fault for an exception that the worker has described.

    Args:
        raised: its description.
        limits: of the worker.
        use: what it holds; its memory on top of what it held before the submission came. It is asked where
            a limit may have been met, because most exceptions have nothing to do with one.
        walled: whether the limits bind it; without a wall it ran out of what the machine has.
    """
    trace = "\n".join(
        f"{_place(frame)}, in {frame.function}: {frame.text}" for frame in raised.frames if frame.function
    )
    fault: StudentFault | None = None
    if walled:
        fault = _blame_refused(raised, limits, use, trace)
    elif _is_of_memory(raised):
        fault = StudentOutOfMemory("asked for more memory than there is")
    places = [Place(line=frame.line, cell=frame.cell) for frame in raised.frames]
    return fault or StudentRaised(raised.kind, raised.message, trace, places[-1] if places else None)


def _blame_refused(
    raised: Raised, limits: Limits, use: Callable[[], Usage], trace: str
) -> StudentFault | None:
    """The fault for what one of the limits has refused; None for any other exception."""
    refused = raised.message if raised.kind in _REFUSALS else ""
    if _is_of_memory(raised):
        return StudentOutOfMemory(_memory_refused(raised.message, limits, use()))
    if _says(refused, _NO_THREAD):
        used = use()
        if 0 < used.threads < limits.threads:
            held = memory_text(limits, used.mapped_bytes)
            return StudentOutOfMemory(f"{held}, for one more thread's stack")
        return StudentThreadLimit(f"{_thread_text(limits)} (it had {used.threads:,})")
    if _says(refused, _NO_FILE):
        return StudentOpenFilesLimit(
            f"wanted more files open than the {limits.open_files:,} it may have at once, and all were taken"
        )
    return blame_writing(raised, limits, trace)


def _is_of_memory(raised: Raised) -> bool:
    refused = raised.kind in _REFUSALS and _says(raised.message, _NO_MEMORY)
    return raised.kind in _NO_MEMORY_KINDS or refused


def _memory_refused(text: str, limits: Limits, used: Usage) -> str:
    if _says(text, _NO_DEVICE_MEMORY):
        limit = in_bytes(limits.cuda_memory_bytes)
        return f"asked for more than the {limit} of the GPU's memory it may use"
    return memory_text(limits, used.mapped_bytes)


def blame_ending(ending: Ending, limits: Limits, *, said: str, walled: bool) -> StudentFault:
    """The fault for a process that ended while it was asked something; `said` is what it printed last.

    Raises:
        WorkerLost: it was killed, which code behind the wall cannot do to itself.
    """
    if ending.signal == signal.SIGKILL:
        if ending.cpu_s >= limits.cpu_s - _TICKS_S:
            return StudentCpuLimit(
                f"used {ending.cpu_s:,.1f} s of the {limits.cpu_s:,} s of processor time it may use in all"
            )
        if walled:
            raise WorkerLost(
                f"a worker that held {ending.peak_bytes // MIB:,} MiB was killed, and not by the grader; if "
                "this machine is short of memory, grade fewer jobs at once (--jobs)"
            )
    elif walled and (ending.code == OUT_OF_MEMORY_CODE or (ending.signal and _says(said, _NO_MEMORY))):
        return StudentOutOfMemory(memory_text(limits))
    elif walled and _says(said, _NO_THREAD):
        return StudentThreadLimit(_thread_text(limits))
    elif walled and limits.scratch_bytes and ending.signal == _TOO_LARGE_A_FILE:
        return StudentFileSizeLimit(file_size_text(limits))
    if not ending.signal:
        return StudentCrashed(f"the program ended itself with exit code {ending.code}")
    return StudentCrashed(f"the program was ended by {_name(ending.signal)}")


def memory_text(limits: Limits, held_bytes: int | None = None) -> str:
    """What is said of a program that was refused memory; `held_bytes` is the most it held, where known."""
    text = f"asked for more than the {in_bytes(limits.memory_bytes)} of memory it may use"
    return text if held_bytes is None else f"{text} (before, it held {in_bytes(max(0, held_bytes))} at most)"


def _thread_text(limits: Limits) -> str:
    return f"wanted more threads than the {limits.threads:,} it may have"


def _says(text: str, marks: tuple[str, ...]) -> bool:
    return any(mark in text for mark in marks)


def _place(frame: Frame) -> str:
    return f"cell {frame.cell}, line {frame.line}" if frame.cell else f"line {frame.line}"


def _name(number: int) -> str:
    # Not every number that the kernel knows has a name.
    try:
        return f"{signal.Signals(number).name} ({signal.strsignal(number)})"
    except ValueError:
        return f"signal {number}"
