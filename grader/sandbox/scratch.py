"""Whose fault it is that a file could not be written, and what is said of it."""

from grader.model.errors import StudentFault, StudentFileSizeLimit, StudentNoScratch, StudentScratchLimit
from grader.model.limits import Limits, in_bytes
from grader.wire.message import Raised

_NOWHERE = "No file can be written where you are graded: keep what you need in variables."
_ELSEWHERE = "Files can be written in the working directory and in `tempfile.gettempdir()`, and nowhere else."


def blame_writing(raised: Raised, limits: Limits, trace: str) -> StudentFault | None:
    """The fault for an exception that came of writing a file; None where it did not.

    What was used is the worker's word, and no more is said of it than can be.
    """
    if not raised.wrote:
        return None
    kind: type[StudentFault] = StudentNoScratch
    reason = _ELSEWHERE if limits.scratch_bytes else _NOWHERE
    if limits.scratch_bytes and raised.short_of == "room":
        kind, reason = StudentScratchLimit, _room_text(raised, limits)
    elif limits.scratch_bytes and raised.short_of == "size":
        kind, reason = StudentFileSizeLimit, f"It {file_size_text(limits)}{_largest_text(raised, limits)}."
    return kind("\n".join(filter(None, (f"{raised.kind}: {raised.message}", reason, trace))))


def file_size_text(limits: Limits) -> str:
    """What is said of a program that wanted a file to grow too large."""
    return f"wanted a larger file than the {in_bytes(limits.largest_file_bytes)} that one may have"


def _largest_text(raised: Raised, limits: Limits) -> str:
    used_bytes = min(raised.used_bytes, limits.largest_file_bytes)
    return f" (its largest one has {in_bytes(used_bytes)})" if used_bytes else ""


def _room_text(raised: Raised, limits: Limits) -> str:
    most = f"{in_bytes(limits.scratch_bytes)}, in {limits.scratch_files:,} files,"
    used_bytes = min(raised.used_bytes, limits.scratch_bytes)
    files = min(raised.used_files, limits.scratch_files)
    # What had filled it may have been removed while the exception passed, as `tempfile` does it.
    full = used_bytes == limits.scratch_bytes or files == limits.scratch_files
    had = f" (it had {in_bytes(used_bytes)} in {files:,})" if full else ""
    return f"It wanted more scratch space than the {most} that it may use{had}."
